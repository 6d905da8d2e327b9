import type { Route } from '../intake.ts';

export const BEDROCK_ROUTES: readonly Route[] = [];
