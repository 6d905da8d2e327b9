import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { emptyDatabaseFile } from '../registry/testing.ts';
import { openOutbox } from './outbox.fixture.ts';

const TSX = fileURLToPath(new URL('../../../../node_modules/tsx/dist/loader.mjs', import.meta.url));
const CHILD = fileURLToPath(new URL('./outbox-child.fixture.ts', import.meta.url));
const ALL = ['alert-0', 'alert-1', 'alert-2', 'alert-3', 'alert-4'];

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

it('loses nothing to kill -9 in the middle of a delivery, and repeats under the same id', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-outbox-'));
  closing.push(() => rmSync(directory, { recursive: true, force: true }));
  const taken: { alert: string; delivery: string }[] = [];
  // answers two, then leaves the third waiting
  let answers = 2;
  const waiting: ServerResponse[] = [];
  const hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { alert, delivery } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        alert: { id: string };
        delivery: string;
      };
      taken.push({ alert: alert.id, delivery });
      answers -= 1;
      if (answers < 0) waiting.push(response);
      else response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    hook.closeAllConnections();
    return new Promise((resolve) => hook.close(resolve));
  });
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  const registryDir = join(directory, 'registry');
  const template = await emptyDatabaseFile();
  const child = spawn(process.execPath, ['--import', TSX, CHILD, registryDir, url, template], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await expect.poll(() => taken.length, { timeout: 60_000, interval: 10 }).toBe(3);
  child.kill('SIGKILL');
  await exited;

  answers = Number.POSITIVE_INFINITY;
  const { registry, desk, close } = await openOutbox(registryDir);
  closing.push(close);
  await desk.sender().sweep();
  expect([...new Set(taken.map(({ alert }) => alert))].sort()).toEqual(ALL);
  // what was under way comes again, as the same delivery; what was confirmed may, if the kill beat the note of it
  expect(new Set(taken.map(({ delivery }) => delivery)).size).toBe(ALL.length);
  expect(taken.length).toBeLessThanOrEqual(ALL.length + 2);
  const { data } = await registry.alertDeliveries.list({});
  expect(data.map(({ state }) => state)).toEqual(ALL.map(() => 'delivered'));
}, 120_000);
