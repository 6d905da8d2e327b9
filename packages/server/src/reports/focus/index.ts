export { createFocusExporter, type FocusExporter, type FocusFormat } from './export.ts';
export type { FocusQuery } from './query.ts';
export { sourceFile } from './source-file.ts';
