/** Titles by class of error; what else there is to say is the error's own message. */
const titles: Readonly<Record<string, string>> = {
  FormatError: 'This file cannot be read',
  PotentialError: 'This potential cannot be used',
  NetworkError: 'This network cannot be built',
  DataError: 'This data set cannot be used',
  EngineError: 'The engine cannot do this',
  GraphError: 'This network cannot be built',
  MappingError: 'This map cannot be made',
  MarkovError: 'These sets cannot be tested',
  LocationError: 'This image cannot be located',
  SamplingError: 'These states cannot be sampled',
  TrainingError: 'This training cannot be run',
  RunError: 'This run cannot be used',
  BundleError: 'This bundle cannot be used',
  SweepError: 'This sweep cannot be made',
  QueueError: 'The queue cannot be used',
  PieceError: 'This work could not be computed',
  StoreError: 'The workspace cannot do this',
  JobQueueError: 'This map cannot do this now',
};

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'you may not read or write it',
  EPERM: 'the system does not permit it',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk cannot be written',
  EISDIR: 'it is a folder, and a file was expected',
  ENOTDIR: 'part of the path is a file, and a folder was expected',
};

/** What the window shows of an error. Errors of ours say all there is to say; others are faults, and the log gets their stack. */
export function describeError(error: unknown): { title: string; message: string } {
  if (!(error instanceof Error)) return { title: 'Something went wrong', message: String(error) };
  const title = titles[error.name];
  if (title !== undefined) return { title, message: error.message };
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : systemReasons[code];
  if (reason !== undefined && path !== undefined) return { title: 'A file cannot be used', message: `${path}: ${reason}.` };
  console.error(error);
  return { title: 'Something went wrong', message: `${error.message} (a fault of the program; its log says more)` };
}
