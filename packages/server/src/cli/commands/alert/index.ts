import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { alertChannelGroup } from './channel.ts';
import { alertAcknowledge, alertResolve, alertSnooze } from './decide.ts';
import { alertList } from './list.ts';
import { alertRuleGroup } from './rule.ts';

export const alertGroup = (deps: CliDeps) =>
  defineGroup('alert', 'alerts: what needs a person, and how people are told', [
    alertList(deps),
    alertAcknowledge(deps),
    alertSnooze(deps),
    alertResolve(deps),
    alertRuleGroup(deps),
    alertChannelGroup(deps),
  ]);
