export type { AdmissionKey, AdmissionPriceList, AdmissionState } from './admission-state.ts';
export { dumpRegistry, type RegistryPlace } from './dump/dump.ts';
export { registryIsEmpty, restoreRegistry } from './dump/restore.ts';
export { digestOf, type TableDigest, type TableLines } from './dump/tables.ts';
export { openRegistry, type Registry, type RegistryOptions, seedFirstStart } from './registry.ts';
export type {
  BatchTerms,
  BatchWork,
  FoundResources,
  ResourceKind,
  ResourceRecord,
} from './resource-record.ts';
export type { AgreementService } from './services/agreements.ts';
export type { AlertChannelService, OpenChannel } from './services/alert-channels.ts';
export type { AlertDeliveryService, DeliveryOutcome, DueDelivery } from './services/alert-deliveries.ts';
export { type AlertNotice, NOTICE_EVENTS, type NoticeEvent } from './services/alert-outbox.ts';
export type { AlertRecord } from './services/alert-present.ts';
export { type AlertChange, type AlertService, stateAwake } from './services/alerts.ts';
export type { AskedFor } from './services/approval-questions.ts';
export type { ApprovalService } from './services/approvals.ts';
export { names as isPerson } from './services/belongings.ts';
export type { ExchangeRateService } from './services/exchange-rates.ts';
export type { RaisedFinding } from './services/findings.ts';
export type { GateRecord, GateRecords } from './services/gate-records.ts';
export type { GateFinding, GateService } from './services/gates.ts';
export type { Incarnation, IncarnationService } from './services/incarnations.ts';
export type { PageRequest } from './services/page.ts';
export type { ApprovedPriceList, PriceListRules, PriceListService } from './services/price-lists.ts';
export type { QuarantineService, SpoiledRow } from './services/quarantine.ts';
export type { ResourceService } from './services/resources.ts';
export type { RunCounts, SourceRunService } from './services/source-runs.ts';
export type { SourceRecord, SourceService } from './services/sources.ts';
export type { ChangeBy, IdempotencyClaim } from './store/change.ts';
export { registryUrl } from './store/postgres-connect.ts';
export { type Election, type Leadership, standForLeader } from './store/postgres-leader.ts';
export type { Leader } from './store/settings.ts';
