import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ResourceRecord } from './resource-record.ts';
import { testClock, testRegistry } from './testing.ts';

const clock = testClock();
let registry: Awaited<ReturnType<typeof testRegistry>>;
beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());

function record(id: string, more: Partial<ResourceRecord> = {}): ResourceRecord {
  return {
    id,
    kind: 'response',
    dialect: 'openai',
    provider: 'openai',
    workload: 'bot',
    key: 'k',
    organization: 'default',
    call_id: 'c',
    created_at: clock.now(),
    ...more,
  };
}

const batch = (id: string, held_pico: string, workload = 'bot') =>
  record(id, {
    kind: 'batch',
    workload,
    batch: {
      tags: { workload },
      tag_sources: { workload: 'workload' },
      attribution: 'complete',
      missing_tags: [],
      currency: 'USD',
      held_pico,
      work: [],
    },
  });

it('tells owners from others, at once and after it is written', async () => {
  const { resources } = registry;
  const written = resources.remember([record('resp_1'), record('file-1', { kind: 'file', made_by: 'b' })]);
  expect((await resources.find('bot', ['resp_1'])).own).toHaveLength(1);
  await written;
  const mine = await resources.find('bot', ['resp_1', 'file-1', 'resp_none']);
  expect(mine.own).toContainEqual(record('file-1', { kind: 'file', made_by: 'b' }));
  expect(mine).toMatchObject({ own: { length: 2 }, foreign: [] });
  expect(await resources.find('other', ['resp_1', 'resp_none'])).toEqual({ own: [], foreign: ['resp_1'] });
  await resources.forget('other', 'file-1');
  expect((await resources.find('bot', ['file-1'])).own).toHaveLength(1);
  await resources.forget('bot', 'file-1');
  expect((await resources.find('bot', ['file-1'])).own).toHaveLength(0);
});

it('holds what open batches may cost until they are charged, and never forgets an open one', async () => {
  const { resources } = registry;
  const since = new Date(clock.now());
  await resources.remember([batch('b1', '5'), batch('b2', '7'), batch('b3', '100', 'other')]);
  await resources.remember([batch('b1', '999')]);
  expect(await resources.heldSince(since)).toEqual(
    new Map([
      ['bot', 12n],
      ['other', 100n],
    ]),
  );
  await resources.forget('bot', 'b1');
  expect((await resources.openBatches()).map(({ id }) => id)).toContain('b1');
  await resources.settled('bot', 'b1');
  expect(await resources.isSettled('bot', 'b1')).toBe(true);
  expect(await resources.isSettled('bot', 'b2')).toBe(false);
  expect((await resources.heldSince(since)).get('bot')).toBe(7n);
  expect((await resources.heldSince(new Date(clock.now() + 1))).size).toBe(0);
});

it('forgets responses after a month and files never', async () => {
  const { resources } = registry;
  await resources.remember([record('resp_old'), record('file-old', { kind: 'file' })]);
  clock.advance(31 * 24 * 3_600_000);
  const found = await resources.find('bot', ['resp_old', 'file-old']);
  expect(found.own.map(({ id }) => id)).toEqual(['file-old']);
  await resources.remember([record('resp_new')]);
  expect((await resources.find('other', ['resp_old'])).foreign).toEqual([]);
});
