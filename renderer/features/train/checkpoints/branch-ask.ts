/** What a branch starts with in its form, where something suggests it. */
export interface BranchAsk {
  readonly update?: number;
  readonly rateFactor?: number;
  readonly newSeed?: boolean;
}
