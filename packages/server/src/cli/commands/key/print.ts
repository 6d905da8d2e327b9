import type { Key, KeyWithSecret } from '@weir/core/contract';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import { printOnce } from '../../output/secret.ts';
import { pairsText } from '../workload/print.ts';

export function printKey(out: Output, key: Key): void {
  if (out.json) {
    out.data(key);
    return;
  }
  out.fields([
    ['key', key.id],
    ['name', key.name],
    ['workload', key.workload],
    ['state', key.state],
    ['secret starts', key.prefix],
    ['tags', pairsText(key.tags)],
    ['expires', key.expires_at && `${formatInstant(key.expires_at)} UTC`],
    ['replaces', key.rotated_from],
  ]);
}

/** The one time a secret is shown. */
export function printSecret(out: Output, key: KeyWithSecret): void {
  printKey(out, key);
  if (out.json) return;
  printOnce(out, key.secret);
}
