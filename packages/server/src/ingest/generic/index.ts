export { genericFile, type SavedMappings } from './generic.ts';
export { type PreviewContext, previewMapping } from './preview.ts';
export { suggestMapping } from './suggest.ts';
