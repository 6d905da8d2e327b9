import type { Kill } from '@weir/core/contract';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printKill(out: Output, found: Kill): void {
  if (out.json) {
    out.data(found);
    return;
  }
  out.fields([
    ['kill switch', out.style('bold', found.id)],
    ['stops', found.subject === undefined ? 'everything' : `${found.target} ${found.subject}`],
    ['reason', found.reason],
    ['by', found.by],
    ['since', `${formatInstant(found.created_at)} UTC`],
    [
      'ended',
      found.ended_at === undefined ? undefined : `${formatInstant(found.ended_at)} UTC by ${found.ended_by}`,
    ],
  ]);
  if (found.ended_at === undefined) out.note(`Let it go on: weir kill end ${found.id}`);
}
