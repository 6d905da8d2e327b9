import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { priceConflictsCommand, priceCoverageCommand, priceHistoryCommand } from './history.ts';
import { priceApprove, priceListShow, priceReject, priceUpdate } from './list/decide.ts';
import { priceListList } from './list/list.ts';
import { priceOverrideGroup } from './override/index.ts';
import { priceQuote } from './quote.ts';
import { priceRerate } from './rerate.ts';
import { priceShow } from './show.ts';

export const priceGroup = (deps: CliDeps) =>
  defineGroup('price', 'prices, and what a usage costs at them', [
    priceShow(deps),
    priceQuote(deps),
    priceHistoryCommand(deps),
    priceCoverageCommand(deps),
    priceConflictsCommand(deps),
    priceOverrideGroup(deps),
    priceListList(deps),
    priceListShow(deps),
    priceUpdate(deps),
    priceApprove(deps),
    priceReject(deps),
    priceRerate(deps),
  ]);
