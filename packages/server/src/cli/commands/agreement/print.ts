import type { AgreementView } from '@weir/core/contract';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printAgreement(out: Output, one: AgreementView): void {
  out.fields([
    ['agreement', out.style('bold', one.id)],
    ['name', one.name],
    ['kind', one.kind],
    ['provider', one.provider],
    ['models', one.models?.join(', ') ?? 'all'],
    ['units', one.units?.join(', ') ?? 'all'],
    ['terms', JSON.stringify(one.terms)],
    ['currency', one.currency],
    ['from', `${formatInstant(one.from)} UTC`],
    ['until', one.until && `${formatInstant(one.until)} UTC`],
    ['ended', one.ended_at && `${formatInstant(one.ended_at)} UTC`],
    ['source', one.source],
  ]);
}
