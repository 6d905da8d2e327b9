import type { DataClass } from '@weir/core/contract';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printDataClass(out: Output, found: DataClass): void {
  if (out.json) {
    out.data(found);
    return;
  }
  out.fields([
    ['data class', out.style('bold', found.id)],
    ['name', found.name],
    ['providers', found.allowed_providers.join(', ') || 'all'],
    ['regions', found.allowed_regions.join(', ') || 'all'],
    ['created', `${formatInstant(found.created_at)} UTC`],
    ['changed', `${formatInstant(found.updated_at)} UTC`],
  ]);
}
