import { FormatError } from '../../../../core/formats/format-error.ts';
import { readWeights } from '../../../../core/formats/read-weights.ts';
import type { WeightsFormat } from '../../../../core/formats/recognise.ts';

/** What reading one file came to. */
export type Outcome = Cost & (
  | { readonly kind: 'tensors'; readonly format: WeightsFormat; readonly tensors: ReadonlyMap<string, { shape: number[]; values: Float32Array }> }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'escaped'; readonly message: string }
);

interface Cost {
  /** Of this file. CPU time, not time on the clock: the machine may be busy with other tests. */
  readonly cpuSeconds: number;
  /** Most memory the process has had since it started. */
  readonly largestMegabytes: number;
}

/** A process of its own, so that a hang, a crash or a runaway memory is seen from outside. */
process.on('message', (path: string) => {
  void read(path).then((outcome) => process.send!(outcome));
});

async function read(path: string): Promise<Outcome> {
  const before = process.cpuUsage();
  const cost = (): Cost => {
    const { user, system } = process.cpuUsage(before);
    return { cpuSeconds: (user + system) / 1e6, largestMegabytes: process.resourceUsage().maxRSS / 1024 };
  };
  try {
    const { tensors, format } = await readWeights(path);
    return { kind: 'tensors', format, tensors, ...cost() };
  } catch (error) {
    if (error instanceof FormatError) return { kind: 'refused', message: error.message, ...cost() };
    return { kind: 'escaped', message: error instanceof Error ? `${error.stack}` : String(error), ...cost() };
  }
}
