import { readScope, type Scope } from '../scope/scope.ts';

export type CallsSearch = Scope;
export const readCallsSearch = (raw: Record<string, unknown>): CallsSearch => readScope(raw);
