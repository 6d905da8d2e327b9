import { defineGroup } from '../../../group.ts';
import type { CliDeps } from '../../../ports.ts';
import { priceOverrideCreate } from './create.ts';
import { priceOverrideEnd } from './end.ts';
import { priceOverrideList } from './list.ts';

export const priceOverrideGroup = (deps: CliDeps) =>
  defineGroup('override', "the organization's own prices: contracts, discounts, multipliers", [
    priceOverrideCreate(deps),
    priceOverrideList(deps),
    priceOverrideEnd(deps),
  ]);
