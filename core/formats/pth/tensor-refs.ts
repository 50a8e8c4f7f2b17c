import { PickleExtension } from '../pickle/pickle-values.ts';
import type { DType } from '../tensor.ts';

/** A storage that the pickle names; its bytes stand elsewhere in the file. */
export class StorageRef extends PickleExtension {
  override readonly kind = 'storage';
  readonly key: string;
  /** null: an untyped storage, counted in bytes. */
  readonly dtype: DType | null;
  /** Elements (bytes where untyped) of this storage, or of the window on it. */
  readonly count: number;
  /** First element of a legacy file's window on the storage named `key`; 0 elsewhere. */
  readonly windowStart: number;

  constructor(key: string, dtype: DType | null, count: number, windowStart = 0) {
    super();
    this.key = key;
    this.dtype = dtype;
    this.count = count;
    this.windowStart = windowStart;
  }
}

/** A tensor: a strided view of a storage, already checked to lie inside its declared size. */
export class TensorRef extends PickleExtension {
  override readonly kind = 'tensor';
  readonly storage: StorageRef;
  readonly dtype: DType;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: StorageRef, dtype: DType, offset: number, shape: readonly number[], strides: readonly number[]) {
    super();
    this.storage = storage;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}
