export type { AdmissionKey, AdmissionState } from './admission-state.ts';
export { openRegistry, type Registry, type RegistryOptions, seedFirstStart } from './registry.ts';
export type {
  BatchTerms,
  BatchWork,
  FoundResources,
  ResourceKind,
  ResourceRecord,
} from './resource-record.ts';
export type { RaisedFinding } from './services/findings.ts';
export type { PageRequest } from './services/page.ts';
export type { ResourceService } from './services/resources.ts';
export type { ChangeBy, IdempotencyClaim } from './store/change.ts';
