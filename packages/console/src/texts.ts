/**
 * Every text of the console, by area: one place to read them all, and to translate them. Pages import the file of their own
 * area, so that nobody loads the words of the others; nothing of the bundle imports this one.
 */
export * as alerts from './features/alerts/text.ts';
export * as approvals from './features/approvals/text.ts';
export * as attribution from './features/attribution/text.ts';
export * as audit from './features/audit/text.ts';
export * as budgets from './features/budgets/text.ts';
export * as caching from './features/caching/text.ts';
export * as calls from './features/calls/text.ts';
export * as commitments from './features/commitments/text.ts';
export * as explorer from './features/explorer/text.ts';
export * as figure from './features/figure/text.ts';
export * as findings from './features/findings/text.ts';
export * as fullCost from './features/full-cost/text.ts';
export * as gates from './features/gates/text.ts';
export * as gateways from './features/gateways/text.ts';
export * as home from './features/home/text.ts';
export * as keys from './features/keys/text.ts';
export * as limits from './features/limits/text.ts';
export * as live from './features/live/text.ts';
export * as models from './features/models/text.ts';
export * as notes from './features/notes/text.ts';
export * as organizationPeopleText from './features/organization/people-text.ts';
export * as organization from './features/organization/text.ts';
export * as outcomes from './features/outcomes/text.ts';
export * as overview from './features/overview/text.ts';
export * as playground from './features/playground/text.ts';
export * as policiesLimitsText from './features/policies/limits-text.ts';
export * as policies from './features/policies/text.ts';
export * as prices from './features/prices/text.ts';
export * as providers from './features/providers/text.ts';
export * as reconciliation from './features/reconciliation/text.ts';
export * as records from './features/records/text.ts';
export * as routing from './features/routing/text.ts';
export * as scope from './features/scope/text.ts';
export * as scorecards from './features/scorecards/text.ts';
export * as session from './features/session/text.ts';
export * as shellShortcutList from './features/shell/shortcut-list.ts';
export * as shell from './features/shell/text.ts';
export * as sources from './features/sources/text.ts';
export * as tags from './features/tags/text.ts';
export * as tasks from './features/tasks/text.ts';
export * as value from './features/value/text.ts';
export * as workloadsPageText from './features/workloads/page-text.ts';
export * as workloadsProfileText from './features/workloads/profile-text.ts';
export * as workloads from './features/workloads/text.ts';
