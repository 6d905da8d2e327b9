import type { RateLimit, RateLimitView } from '@weir/core/contract';
import { formatCount } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import { scopeText } from '../../scopes.ts';

export function limitText({ metric, limit, window_seconds: window, per }: RateLimit): string {
  const what = metric === 'cost' ? 'of cost' : metric;
  const each = per === undefined ? '' : ` for each ${per}`;
  const most = formatCount(limit);
  return metric === 'concurrent' ? `${most} at once${each}` : `${most} ${what} in ${window} s${each}`;
}

export function printLimit(out: Output, found: RateLimitView): void {
  if (out.json) {
    out.data(found);
    return;
  }
  out.fields([
    ['limit', out.style('bold', found.id)],
    ['name', found.name],
    ['scope', scopeText(found.scope)],
    ['at most', limitText(found)],
    ['burst', found.burst],
    ['queue', found.queue_ms === 0 ? 'refuses at once' : `${found.queue_ms} ms`],
    ['refused', found.status === undefined ? undefined : formatCount(found.status.refused)],
    ['queued', found.status === undefined ? undefined : formatCount(found.status.queued)],
  ]);
}
