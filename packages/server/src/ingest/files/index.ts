export { openBytes, openPath } from './open.ts';
export { readRows } from './read.ts';
export {
  CutOff,
  ENCODINGS,
  type Encoding,
  type Fields,
  type FileRow,
  type ReadOptions,
  type ReadRow,
  SEPARATORS,
  type Unreadable,
  type Value,
} from './rows.ts';
