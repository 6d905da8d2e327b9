import { createHash } from 'node:crypto';
import { createWorkload } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const clock = testClock();
const by = { actor: 'admin' };
let registry: Registry & { secrets: Record<string, string> };

beforeAll(async () => {
  registry = await testRegistry(clock);
  await registry.costCenters.create({ id: 'cc-support', name: 'Support' }, by);
  await registry.teams.create({ id: 'team-support', cost_center: 'cc-support' }, by);
  await registry.applications.create({ id: 'helpdesk', team: 'team-support' }, by);
});
afterAll(() => registry.close());

let made = 0;
function workload(more: object = {}) {
  made += 1;
  return createWorkload.parse({
    id: `bot-${made}`,
    application: 'helpdesk',
    environment: 'development',
    owner: 'ann@example.com',
    ...more,
  });
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; field?: string; message: string; remedy?: string }) => error,
  );

describe('keys', () => {
  it('are compiled by hash, and the secret is nowhere', async () => {
    const key = await registry.keys.create({ workload: 'playground', tags: { campaign: 'x' } }, by);
    expect(key.secret).toMatch(/^wk_[0-9A-Za-z]{43}$/);
    expect(key.secret.startsWith(key.prefix)).toBe(true);
    expect(registry.compile().keys[sha256(key.secret)]).toEqual({
      id: key.id,
      workload: 'playground',
      state: 'active',
      tags: { campaign: 'x' },
    });
    const everything = JSON.stringify([
      registry.compile(),
      await registry.keys.show(key.id),
      await registry.keys.list({}),
      await registry.audit.list({ limit: 500 }),
    ]);
    expect(everything).not.toContain(key.secret);
  });

  it('cannot claim to be of another application', async () => {
    const tags = { application: 'other' };
    expect(await failure(registry.keys.create({ workload: 'playground', tags }, by))).toMatchObject({
      code: 'invalid_argument',
      field: 'tags.application',
    });
  });

  it('are not made for a retired workload or with an expiry in the past', async () => {
    const { id } = await registry.workloads.create(workload({ stage: 'retired' }), by);
    expect(await failure(registry.keys.create({ workload: id }, by))).toMatchObject({ code: 'conflict' });
    const expired = { workload: 'playground', expires_at: '2020-01-01T00:00:00Z' };
    expect(await failure(registry.keys.create(expired, by))).toMatchObject({ field: 'expires_at' });
  });

  it('stay in the rules as revoked, so that callers are told why', async () => {
    const key = await registry.keys.create({ workload: 'playground' }, by);
    const version = registry.compile().version;
    expect((await registry.keys.revoke(key.id, by)).state).toBe('revoked');
    expect(registry.compile().keys[sha256(key.secret)]?.state).toBe('revoked');
    expect(registry.compile().version).toBeGreaterThan(version);
    const again = registry.compile().version;
    await registry.keys.revoke(key.id, by);
    expect(registry.compile().version).toBe(again);
  });

  it('rotate: the old one works until its grace is over', async () => {
    const old = await registry.keys.create({ workload: 'playground', tags: { campaign: 'y' } }, by);
    const fresh = await registry.keys.rotate(old.id, { grace_seconds: 60 }, by);
    expect(fresh).toMatchObject({ rotated_from: old.id, tags: { campaign: 'y' }, state: 'active' });
    const { keys } = registry.compile();
    expect(keys[sha256(old.secret)]).toMatchObject({ state: 'active', expiresAt: clock.now() + 60_000 });
    expect(keys[sha256(fresh.secret)]).toMatchObject({ state: 'active' });
    expect(await failure(registry.keys.rotate(old.id, { grace_seconds: 0 }, by))).toMatchObject({
      code: 'conflict',
    });
    clock.advance(60_000);
    expect((await registry.keys.show(old.id)).state).toBe('expired');
    expect((await registry.keys.list({ state: 'expired' })).data.map((key) => key.id)).toContain(old.id);
    const now = await registry.keys.rotate(fresh.id, { grace_seconds: 0 }, by);
    expect((await registry.keys.show(fresh.id)).state).toBe('revoked');
    expect((await registry.keys.show(now.id)).state).toBe('active');
  });

  it('a grace never outlives the expiry of the key', async () => {
    const expires_at = new Date(clock.now() + 10_000).toISOString();
    const old = await registry.keys.create({ workload: 'playground', expires_at }, by);
    await registry.keys.rotate(old.id, { grace_seconds: 3_600 }, by);
    expect((await registry.keys.show(old.id)).expires_at).toBe(expires_at);
  });

  it('show when they were last used at once, without a new version of the rules', async () => {
    const key = await registry.keys.create({ workload: 'playground' }, by);
    const { version } = registry.compile();
    const used = new Date(clock.now() - 1_000);
    registry.keyUsage.record([
      [key.id, used.getTime()],
      ['key_unknown', 5],
    ]);
    registry.keyUsage.record([[key.id, used.getTime() - 5_000]]);
    expect((await registry.keys.show(key.id)).last_used_at).toBe(used.toISOString());
    await registry.keyUsage.flush();
    expect((await registry.keys.show(key.id)).last_used_at).toBe(used.toISOString());
    expect(registry.compile().version).toBe(version);
  });
});

describe('an Idempotency-Key', () => {
  const claim = (key: string, fingerprint = 'f') => ({ actor: 'admin', idempotency: { key, fingerprint } });

  it('gives the same answer again, secret included, and makes one thing', async () => {
    const input = { workload: 'playground' };
    const [first, second] = await Promise.all([
      registry.keys.create(input, claim('k1')),
      registry.keys.create(input, claim('k1')),
    ]);
    expect(second).toEqual(first);
    clock.advance(11 * 60_000);
    const late = await failure(registry.keys.create(input, claim('k1')));
    expect(late).toMatchObject({ code: 'conflict', field: 'Idempotency-Key' });
    expect(late.message).toContain(first.id);
  });

  it('with another request is a conflict, and free again after a day', async () => {
    const first = await registry.costCenters.create({ id: 'once' }, claim('k2'));
    expect(await registry.costCenters.create({ id: 'once' }, claim('k2'))).toEqual(first);
    const other = registry.costCenters.create({ id: 'twice' }, claim('k2', 'g'));
    expect(await failure(other)).toMatchObject({ code: 'conflict', field: 'Idempotency-Key' });
    clock.advance(25 * 3_600_000);
    await registry.costCenters.create({ id: 'twice' }, claim('k2', 'g'));
  });

  it('of a request that failed is free', async () => {
    await failure(registry.costCenters.create({ id: 'default' }, claim('k3')));
    await registry.costCenters.create({ id: 'not-default' }, claim('k3', 'g'));
  });
});
