export {
  createFocusExporter,
  FOCUS_FORMATS,
  type FocusExporter,
  type FocusFormat,
  type FocusMetadata,
} from './export.ts';
export { DATASETS, EXPORT_VERSIONS, type FocusQuery, GRANULARITIES } from './query.ts';
