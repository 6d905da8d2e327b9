import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { agreementApply } from './apply.ts';
import { agreementCreate } from './create.ts';
import { agreementEnd, agreementList, agreementShow, agreementVoid } from './show.ts';
import { agreementStatusCommand } from './status.ts';

export const agreementGroup = (deps: CliDeps) =>
  defineGroup('agreement', 'volume tiers, commitments, credits and capacity agreed with providers', [
    agreementCreate(deps),
    agreementList(deps),
    agreementShow(deps),
    agreementStatusCommand(deps),
    agreementEnd(deps),
    agreementVoid(deps),
    agreementApply(deps),
  ]);
