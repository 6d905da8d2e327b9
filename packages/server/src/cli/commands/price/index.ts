import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { priceOverrideGroup } from './override/index.ts';
import { priceQuote } from './quote.ts';
import { priceShow } from './show.ts';

export const priceGroup = (deps: CliDeps) =>
  defineGroup('price', 'prices, and what a usage costs at them', [
    priceShow(deps),
    priceQuote(deps),
    priceOverrideGroup(deps),
  ]);
