import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { gateDrill } from './drill.ts';
import { gateExcept } from './except.ts';
import { gateList } from './list.ts';
import { gateMode } from './mode.ts';
import { gateReview } from './review.ts';
import { gateRevoke } from './revoke.ts';
import { gateShow } from './show.ts';

export const gateGroup = (deps: CliDeps) =>
  defineGroup('gate', 'what workloads need before production traffic, and who reviewed it', [
    gateList(deps),
    gateShow(deps),
    gateReview(deps),
    gateExcept(deps),
    gateRevoke(deps),
    gateDrill(deps),
    gateMode(deps),
  ]);
