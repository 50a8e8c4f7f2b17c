import type { RunCheckpoint } from '../../../../core/contract/training-run.ts';

export type Kept = RunCheckpoint['kept'][number];

/** Why a checkpoint stays on disk: a word and a sentence. */
export const keptWords: Readonly<Record<Kept, { readonly label: string; readonly meaning: string }>> = {
  newest: { label: 'newest', meaning: 'Among the newest that are kept; goes when newer ones come.' },
  nth: { label: 'n-th', meaning: 'Every n-th stays for good.' },
  best: { label: 'best verdict', meaning: 'The one of the best verdict so far.' },
  asked: { label: 'by hand', meaning: 'Saved by hand; stays for good.' },
};

/** Bytes in words: 812 kB, 3.2 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Number((bytes / 1e3).toPrecision(3))} kB`;
  if (bytes < 1e9) return `${Number((bytes / 1e6).toPrecision(3))} MB`;
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}
