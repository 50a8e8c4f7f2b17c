/** The numbers that every walker of one map shares. */
export interface WalkSettings {
  readonly temperature: number;
  /** Langevin step noise ε. */
  readonly epsilon: number;
  /** Success radius of a trial. */
  readonly delta: number;
  /** M: steps without a new minimum of the distance. */
  readonly patience: number;
  /** L_max. */
  readonly maxSteps: number;
}
