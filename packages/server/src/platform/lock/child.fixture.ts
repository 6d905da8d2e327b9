import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { acquireLock } from './index.ts';

// child.fixture.ts <lock> <counter> <log> <rounds>: takes the lock again and again; inside it, a read-modify-write
// that loses counts, and an overlap marker that gets seen, if two processes are ever inside together
const [lockPath = '', counter = '', log = '', rounds = '0'] = process.argv.slice(2);
for (let i = 0; i < Number(rounds); i++) {
  const lock = await acquireLock(lockPath, { waitMs: 20_000, command: 'test' });
  const before = Number(readFileSync(counter, 'utf8'));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  if (Number(readFileSync(counter, 'utf8')) !== before) appendFileSync(log, `overlap ${process.pid}\n`);
  writeFileSync(counter, String(before + 1));
  appendFileSync(log, `did ${process.pid}\n`);
  lock.release();
}
