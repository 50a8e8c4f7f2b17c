import type { EngineChoice } from '../../contract/engine.ts';

/** What a compute thread is started with. */
export interface ThreadData {
  readonly choice: EngineChoice;
  /** Its first number is set to 1 when the piece under way shall be left: looked at between the runs of its programs. */
  readonly stop: SharedArrayBuffer;
}

/** What a compute thread is told. */
export type ThreadWord =
  | { readonly type: 'potential'; readonly hash: string; readonly bytes: Uint8Array }
  | { readonly type: 'forget'; readonly hash: string }
  /** One at a time: the next when this one is answered. */
  | { readonly type: 'piece'; readonly bytes: Uint8Array }
  | { readonly type: 'close' };

/** What a piece came to. */
export interface Computed {
  /** A result, or the error that belongs to the piece (`decodeResult`). */
  readonly bytes: Uint8Array;
  /** Steps of chains that it took. */
  readonly chainSteps: number;
  /** Seconds of computing. */
  readonly seconds: number;
}

/** What a compute thread says. */
export type ThreadNews =
  | { readonly type: 'ready'; readonly description: string }
  /** The engine cannot be opened; the thread ends. */
  | { readonly type: 'refused'; readonly name: string; readonly message: string }
  | ({ readonly type: 'computed' } & Computed)
  /** It could not compute a piece, which another may. */
  | { readonly type: 'failed'; readonly name: string; readonly message: string };
