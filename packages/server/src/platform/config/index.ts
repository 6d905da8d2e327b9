export { type LoadOptions, loadConfig } from './load.ts';
export type { Config, ProviderConfig } from './schema.ts';
