import { openSync, writeSync } from 'node:fs';
import { systemClock } from '../../platform/clock.ts';
import { openSpoolWriter } from '../spool/writer.ts';
import { begunOf, configOf, openCallOf } from './spool.ts';

/** A gateway without the calls: writes begins, ends and marks as fast as it can and says what was acknowledged. */
const [root = '', instance = '', acknowledged = ''] = process.argv.slice(2);
const CONCURRENCY = 16;
const ENDS_PER_MARK = 20;

async function main(): Promise<void> {
  const config = configOf({ fsync: 'never', segment_bytes: 262_144 });
  const spool = await openSpoolWriter({ root, instance, config, clock: systemClock });
  const said = openSync(acknowledged, 'w');
  let made = 0;
  let ends = 0;
  const client = async (): Promise<never> => {
    for (;;) {
      const call = openCallOf(`${instance}-${made++}`, { instance });
      await spool.begin({ t: 'begin', call: begunOf(call) });
      writeSync(said, `begun ${call.call_id}\n`);
      await spool.end({ t: 'end', call });
      writeSync(said, `ended ${call.call_id}\n`);
      if (++ends % ENDS_PER_MARK !== 0) continue;
      const at = ends / ENDS_PER_MARK;
      writeSync(said, `marks ${at}\n`);
      await spool.mark({ t: 'mark', at, settled: {} });
      writeSync(said, `marked ${at}\n`);
    }
  };
  process.stdout.write('ready\n');
  await Promise.all(Array.from({ length: CONCURRENCY }, client));
}

void main();
