import type { Route } from '../intake.ts';

export const VERTEX_ROUTES: readonly Route[] = [];
