import type { VirtualTag } from '@weir/core/contract';
import { usageError } from '../../errors.ts';

/** `Desk: workload=bot|mail, environment=production`. Throws a usage error that shows the form. */
export function parseRule(text: string): VirtualTag['rules'][number] {
  const colon = text.indexOf(':');
  const value = text.slice(0, colon).trim();
  const conditions = text
    .slice(colon + 1)
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (colon < 1 || value === '' || conditions.length === 0) throw wrong(text);
  return { value, when: Object.fromEntries(conditions.map((condition) => parseCondition(condition, text))) };
}

function parseCondition(condition: string, text: string): [string, string[]] {
  const at = condition.indexOf('=');
  if (at < 1) throw wrong(text);
  const values = condition.slice(at + 1).split('|');
  return [condition.slice(0, at).trim(), values.map((value) => value.trim())];
}

function wrong(text: string) {
  return usageError(
    `"${text}" is no rule`,
    'Write a value and what must hold: "Desk: workload=bot|mail, environment=production".',
    '--rule',
  );
}
