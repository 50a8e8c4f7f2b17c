import type { PickleValue } from '../pickle/pickle-values.ts';
import type { StorageRef } from './tensor-refs.ts';
import type { DType, TensorValues } from '../tensor.ts';

/** A PyTorch file taken apart: the pickled object, whose tensors point at storages, and how to fetch those. */
export interface PthContents {
  readonly root: PickleValue;
  /** Elements of the whole storage as `dtype`; throws FormatError where the file's bytes are not what it declares. */
  readStorage(storage: StorageRef, dtype: DType): TensorValues;
}
