import type { GateItem, GateSettings, GateStatus } from '@weir/core/contract';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

const TRAFFIC: Readonly<Record<GateStatus['traffic'], string>> = {
  allowed: 'passes',
  allowed_with_warning: 'passes, with a warning',
  refused: 'refused',
};

export const trafficText = (traffic: GateStatus['traffic']) => TRAFFIC[traffic];

export function printGate(out: Output, gate: GateStatus): void {
  if (out.json) {
    out.data(gate);
    return;
  }
  out.fields([
    ['workload', out.style('bold', gate.workload)],
    ['gate', `${gate.state}, ${gate.met} of ${gate.of} met`],
    ['production traffic', `${trafficText(gate.traffic)} (mode ${gate.mode})`],
    ['holds until', gate.until === undefined ? undefined : `${formatInstant(gate.until)} UTC`],
    ['revision', String(gate.revision)],
  ]);
  out.table<GateItem>(
    [
      { title: 'ITEM', value: (item) => item.id },
      { title: 'STATE', value: (item) => item.state },
      { title: 'BY', value: (item) => item.reviewer_role ?? 'data' },
      { title: 'EVIDENCE', value: evidenceOf },
    ],
    gate.items,
  );
  for (const { id, remedy, state } of gate.items) {
    if (remedy !== undefined && state !== 'met' && state !== 'excepted') out.note(`${id}: ${remedy}`);
  }
}

function evidenceOf({ evidence, review, exception, state }: GateItem): string {
  if (state === 'excepted' && exception !== undefined) {
    const { id, granted_by: by, until, reason } = exception;
    return `${id}: excepted by ${by} until ${formatInstant(until)}: ${reason}`;
  }
  if (review === undefined) return evidence;
  const verb = review.decision === 'approve' ? 'approved' : 'rejected';
  return `${review.reviewer} ${verb} on ${review.at.slice(0, 10)}: ${review.note ?? ''}`;
}

export function printSettings(out: Output, settings: GateSettings): void {
  if (out.json) {
    out.data(settings);
    return;
  }
  const { mode, grace_until: until } = settings;
  out.fields([
    ['mode', out.style('bold', mode)],
    ['grace until', until === undefined ? undefined : `${formatInstant(until)} UTC`],
  ]);
}
