/** Begins and ends calls at a steady rate: `sustained-gateway.ts <spool root> <rate> <seconds>`. */
import { openSpoolWriter } from '../../packages/server/src/ledger/spool/writer.ts';
import { callOf, chargeOf } from '../../packages/server/src/ledger/testing/facts.ts';
import { begunOf, configOf } from '../../packages/server/src/ledger/testing/spool.ts';
import { systemClock } from '../../packages/server/src/platform/clock.ts';
import { createUuidV7 } from '../../packages/server/src/platform/ids.ts';

const TICK_MS = 10;

async function main(): Promise<void> {
  const [root = '', rate = '0', seconds = '0'] = process.argv.slice(2);
  const total = Number(rate) * Number(seconds);
  const spool = await openSpoolWriter({
    root,
    instance: 'gw-0-bench',
    config: configOf({ fsync: 'interval', fsync_interval_ms: 50 }),
    clock: systemClock,
  });
  const id = createUuidV7(systemClock);
  const charges = [chargeOf(), chargeOf({ unit: 'cache_read_tokens' }), chargeOf({ unit: 'output_tokens' })];
  const began = performance.now();
  let made = 0;
  while (made < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * Number(rate)));
    const written: Promise<void>[] = [];
    for (; made < due; made++) {
      const now = new Date().toISOString();
      const call = callOf({
        call_id: id(),
        instance: 'gw-0-bench',
        started_at: now,
        ended_at: now,
        charges,
        cost: '0.000750000000',
        model: `model-${made % 12}`,
        tags: { workload: `workload-${made % 30}`, team: `team-${made % 10}`, user: `user-${made % 20_000}` },
      });
      written.push(spool.begin({ t: 'begin', call: begunOf(call) }), spool.end({ t: 'end', call }));
    }
    await Promise.all(written);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await spool.close();
}

void main();
