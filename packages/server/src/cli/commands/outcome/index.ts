import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { importOutcomes } from './import.ts';
import { listOutcomes, retractOutcome, showOutcome } from './list.ts';
import { sendOutcome } from './send.ts';
import { webhookGroup } from './webhook.ts';

export const outcomeGroup = (deps: CliDeps) =>
  defineGroup('outcome', 'outcomes: what calls, tasks and workloads achieved', [
    sendOutcome(deps),
    importOutcomes(deps),
    listOutcomes(deps),
    showOutcome(deps),
    retractOutcome(deps),
    webhookGroup(deps),
  ]);
