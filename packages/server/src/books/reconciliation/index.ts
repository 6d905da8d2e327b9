export { type Accounts, accountsOf, type BilledAccount } from './accounts.ts';
export type { Convert } from './ledger-side.ts';
export {
  createReconciliation,
  type Reconciliation,
  type ReconciliationDeps,
  type StatementSource,
} from './service.ts';
