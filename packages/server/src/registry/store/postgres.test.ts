import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../registry.ts';
import { type TestClock, testClock, testOptions } from '../testing.ts';
import { postgresBinaries, startPostgres, type TestPostgres } from './postgres.fixture.ts';
import { openPostgres } from './postgres.ts';

const by = { actor: 'admin' };

describe.skipIf(postgresBinaries() === undefined)('a registry in PostgreSQL', () => {
  let server: TestPostgres;
  let template: string;
  let url: string;
  let clock: TestClock;
  const opened: Registry[] = [];

  beforeAll(async () => {
    server = await startPostgres();
    template = await server.createDatabase();
    await (await openPostgres({ url: template })).close();
  });
  afterAll(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close().catch(() => {})));
    await server?.stop();
  });
  beforeEach(async () => {
    url = await server.createDatabase(template);
    clock = testClock();
  });

  async function open(more: { epoch?: number; onLost?(reason: string): void } = {}): Promise<Registry> {
    const registry = await openRegistry(testOptions(clock, { postgres: { url, ...more } }));
    opened.push(registry);
    return registry;
  }

  it('migrates an empty database once though several controls open it at the same time', async () => {
    const empty = await server.createDatabase();
    const both = await Promise.all([openPostgres({ url: empty }), openPostgres({ url: empty })]);
    await Promise.all(both.map((one) => one.close()));
  });

  it('comes back with everything and a higher version', async () => {
    const first = await open();
    await first.seedFirstStart();
    await first.costCenters.create({ id: 'emea' }, by);
    const { version } = first.compile();
    const second = await open();
    expect((await second.costCenters.show('emea')).id).toBe('emea');
    expect(second.compile().version).toBeGreaterThan(version);
  });

  it('lets nobody write but the last leader, and tells the deposed one', async () => {
    const { db, close } = await openPostgres({ url });
    const setEpoch = (epoch: number) =>
      db.execute(
        `insert into settings (name, value) values ('leader_epoch', '${epoch}')
         on conflict (name) do update set value = excluded.value`,
      );
    await setEpoch(4);
    const reasons: string[] = [];
    const old = await open({ epoch: 4, onLost: (reason) => reasons.push(reason) });
    await old.seedFirstStart();
    await setEpoch(5);
    const refused = old.costCenters.create({ id: 'late' }, by);
    await expect(refused).rejects.toMatchObject({ code: 'registry_unavailable', retryable: true });
    expect(reasons).toEqual(['another control leads']);
    const next = await open({ epoch: 5 });
    await next.costCenters.create({ id: 'new' }, by);
    await expect(next.costCenters.show('late')).rejects.toMatchObject({ code: 'not_found' });
    await close();
  });

  it('says so when the server is away, changes nothing, and goes on when it is back', async () => {
    const registry = await open();
    await registry.seedFirstStart();
    await server.crash();
    const refused = registry.costCenters.create({ id: 'apac' }, by);
    await expect(refused).rejects.toMatchObject({
      code: 'registry_unavailable',
      message: expect.stringContaining('nothing was changed'),
    });
    const read = registry.audit.list({}).catch((error: Error) => error.cause ?? error);
    await expect(read).resolves.toMatchObject({ code: 'registry_unavailable' });
    await server.start();
    await registry.costCenters.create({ id: 'apac' }, by);
    expect(registry.compile().version).toBeGreaterThan(0);
  });

  it('loses no acknowledged change and makes none twice while sessions are cut', async () => {
    const registry = await open();
    await registry.seedFirstStart();
    let done = false;
    const cutting = (async () => {
      while (!done) {
        await server.cutSessions(url);
        await new Promise((resolve) => setTimeout(resolve, 7));
      }
    })();
    const acknowledged: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      const id = `cc-${i}`;
      await registry.costCenters.create({ id }, by).then(
        () => acknowledged.push(id),
        (error: unknown) => expect(error).toMatchObject({ code: 'registry_unavailable' }),
      );
    }
    done = true;
    await cutting;
    const fresh = await open();
    const stored: string[] = [];
    for (const id of Array.from({ length: 60 }, (_, i) => `cc-${i}`)) {
      await fresh.costCenters.show(id).then(
        () => stored.push(id),
        () => {},
      );
    }
    expect(stored).toEqual(acknowledged);
  });
});
