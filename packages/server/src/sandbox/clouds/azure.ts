import type { Route } from '../intake.ts';

export const AZURE_ROUTES: readonly Route[] = [];
