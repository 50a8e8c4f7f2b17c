import type { ResolvedPlacing, SettingsWarning } from '../contract/map-settings.ts';

/** How U fell over the second half of the chains to samples, summed up. Plain data. */
export interface Settling {
  chains: number;
  /** Sum over chains of U half-way minus U at the end. */
  fall: number;
}

/** Standard deviations of one chain's thermal U that the mean may fall and still be called settled. */
const CALM = 3;

/**
 * A remark where the samples of a map have not settled: over the second half of their chains the mean of U fell by more than three
 * times what the noise at T moves the U of one, T·√(N/2) (N quadratic modes). What is mapped then are states on their way down, and
 * α measures the slope they stand on as much as the barriers between them. *Ours*.
 */
export function settlingWarning({ chains, fall }: Settling, settings: Pick<ResolvedPlacing, 'temperature' | 'sampleSteps'>, dimensions: number): SettingsWarning | null {
  const mean = fall / chains;
  const noise = settings.temperature * Math.sqrt(dimensions / 2);
  if (!(mean > CALM * noise)) return null;
  return {
    setting: 'sampleSteps',
    message:
      `The samples have not settled: over the second half of their ${settings.sampleSteps} steps U fell by ${whole(mean)} on average, where the noise at T moves it by about ${whole(noise)}. ` +
      'They are states on their way down, and α measures the slope they stand on as much as the barriers between them. More sample steps bring them further; ' +
      'if U goes on falling whatever their number, the potential has no steady state near its data: its learning had not converged.',
  };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
