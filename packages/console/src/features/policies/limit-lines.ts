import type { Workload } from '@weir/core/contract';
import { formatCount } from '../../format/number.ts';
import { tierLabels } from '../models/text.ts';
import {
  COUNTS,
  countLabels,
  gateLabels,
  onLimitLabels,
  priorityLabels,
  limitsText as text,
} from './limits-text.ts';

/** What the limits of a workload say, as pairs of name and value. */
export function limitLines({ limits }: Workload): [name: string, value: string][] {
  const lines: [string, string][] = [];
  if (limits?.priority !== undefined) lines.push([text.priority, priorityLabels[limits.priority]]);
  const tasks = limits?.tasks;
  if (tasks === undefined) return lines;
  const held = COUNTS.flatMap((name) => {
    const most = tasks[name];
    return most === undefined ? [] : [text.most(countLabels[name], formatCount(most))];
  });
  if (tasks.max_cost !== undefined) held.push(text.most(text.cost, tasks.max_cost));
  if (held.length > 0) lines.push([text.tasks, held.join(', ')]);
  lines.push([text.onLimit, onLimitLabels[tasks.on_limit]]);
  if (tasks.gate !== undefined) {
    const tiers = tasks.gate.tiers.map((tier) => tierLabels[tier]).join(', ');
    lines.push([text.gateLine, text.gateOf(tiers, gateLabels[tasks.gate.action].toLowerCase())]);
  }
  return lines;
}
