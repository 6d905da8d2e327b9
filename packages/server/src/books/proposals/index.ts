export { fingerprintOf } from './fingerprint.ts';
export {
  type Decision,
  ENTRY_KIND_OF,
  type ProposalDraft,
  type ProposalKind,
  type ProposalQuery,
  type ProposalState,
  type Proposals,
} from './port.ts';
export { createProposals, type ProposalsDeps } from './service.ts';
