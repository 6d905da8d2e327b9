export type { ImportWorkload } from './call-of-row.ts';
export { IMPORT_FORMATS, type ImportOptions } from './fields.ts';
export { type ImportDeps, importCalls } from './import-calls.ts';
export { readTable, type Table, type TableRow } from './read-table.ts';
