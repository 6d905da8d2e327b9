export { createAdminApp } from './app.ts';
export { createSessionCodes, type SessionCodes } from './auth/session-codes.ts';
export { type BudgetStatusSources, createBudgetStatus } from './budgets/status.ts';
export type { AdminDeps, DemoHistoryOptions, ImportOptions } from './deps.ts';
export { createModelDirectory, type ModelDirectory } from './models/directory.ts';
