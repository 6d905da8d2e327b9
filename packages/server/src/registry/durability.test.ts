import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry } from './registry.ts';
import { syncedDirectory } from './store/durability.ts';
import { testClock, testOptions } from './testing.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'weir-registry-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('a registry on disk', () => {
  it('comes back with everything, a higher version, and a trial that stays over', async () => {
    const clock = testClock();
    const place = join(dir, 'registry');
    const first = await openRegistry(testOptions(clock, { dir: place }));
    const { sandboxKey } = await first.seedFirstStart({ timeZone: 'Europe/Berlin' });
    expect(first.compile().trial).toBe(true);
    const { id } = await first.keys.create({ workload: 'playground' }, { actor: 'admin' });
    first.keyUsage.record([[id, clock.now()]]);
    const before = first.compile();
    await cp(place, join(dir, 'crashed'), { recursive: true });
    await first.close();
    expect((await stat(place)).mode & 0o077).toBe(0);

    const withKey = testOptions(clock, { dir: place, env: { OPENAI_API_KEY: 'sk-secret' } });
    const second = await openRegistry(withKey);
    const after = second.compile();
    expect(after.version).toBeGreaterThan(before.version);
    expect(after.keys).toEqual(before.keys);
    expect(after.organization.timeZone).toBe('Europe/Berlin');
    expect(after.trial).toBe(false);
    expect(JSON.stringify(after)).not.toContain('sk-secret');
    expect((await second.keys.show(id)).last_used_at).toBe(new Date(clock.now()).toISOString());
    expect(await second.seedFirstStart()).toEqual({});
    await second.close();

    const third = await openRegistry(testOptions(clock, { dir: place }));
    expect(third.compile().trial).toBe(false);
    expect(third.compile().version).toBeGreaterThan(after.version);
    expect(sandboxKey).toMatch(/^wk_/);
    await third.close();
  });
});

it('a registry that was killed has everything it acknowledged', async () => {
  const crashed = await openRegistry(testOptions(testClock(), { dir: join(dir, 'crashed') }));
  const { data } = await crashed.keys.list({});
  expect(data.map(({ name }) => name).sort()).toEqual(['Playground', 'playground']);
  await crashed.close();
});

describe('syncing the log', () => {
  it('shares one sync among callers at the same time and never answers before one that began later', async () => {
    const place = join(dir, 'registry');
    const durability = syncedDirectory(place);
    await Promise.all([durability.commit(), durability.commit(), durability.commit()]);
    await durability.commit();
  });

  it('fails loudly when the log is not there', async () => {
    await expect(syncedDirectory(join(dir, 'nowhere')).commit()).rejects.toThrow(/ENOENT/);
  });
});
