export { isSampled } from './sampling.ts';
export {
  createRetentionStore,
  ENTRY_BYTES,
  type KeptEntry,
  type RetentionEntry,
  type RetentionOptions,
  type RetentionRule,
  type RetentionStore,
} from './store.ts';
