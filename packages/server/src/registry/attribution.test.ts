import { createAttributionRule, createVirtualTag, putTagDefinition } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const by = { actor: 'admin' };
const clock = testClock();
let registry: Registry;
beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());

const define = (id: string, input: object) =>
  registry.tagDefinitions.put(id, putTagDefinition.parse(input), by);
const rule = (input: object) =>
  registry.attributionRules.create(
    createAttributionRule.parse({
      since: '2026-09-01T00:00:00Z',
      reason: 'Nobody had claimed it.',
      ...input,
    }),
    by,
  );

describe('definitions of tags', () => {
  it('bind nobody before one says more than what a tag is for', async () => {
    await define('note', { description: 'Free text.' });
    expect(registry.compile().tags).toBeUndefined();
  });

  it('are compiled with the deepest first, so that what a value lies under is known in time', async () => {
    await define('country', { allowed_values: ['de', 'fr', 'de'], on_unknown: 'reject' });
    await define('region', {
      parent: 'country',
      allowed_values: ['bavaria', 'alsace'],
      parent_values: { bavaria: 'de', alsace: 'fr' },
    });
    await define('city', { parent: 'region', parent_values: { munich: 'bavaria' } });
    expect(registry.compile().tags).toEqual([
      {
        name: 'city',
        allowed: [],
        parent: 'region',
        parentValues: { munich: 'bavaria' },
        onUnknown: 'quarantine',
      },
      {
        name: 'region',
        allowed: ['bavaria', 'alsace'],
        parent: 'country',
        parentValues: { bavaria: 'de', alsace: 'fr' },
        onUnknown: 'quarantine',
      },
      { name: 'country', allowed: ['de', 'fr'], parentValues: {}, onUnknown: 'reject' },
    ]);
    expect((await registry.audit.list({ subject: 'tag/city' })).data[0]).toMatchObject({
      action: 'tag.create',
    });
  });

  it.each([
    ['region', { parent_values: { saxony: 'de' } }, 'parent_values', 'no allowed value of region'],
    ['region', { parent_values: { bavaria: 'it' } }, 'parent_values', 'no allowed value of country'],
    ['region', { parent: 'nowhere' }, 'parent', 'no tag "nowhere"'],
    ['country', { parent: 'city' }, 'parent', 'under itself'],
    ['country', { allowed_values: ['de'] }, 'allowed_values', '"alsace" of region'],
    ['note', { parent_values: { a: 'b' } }, 'parent_values', 'there is none'],
  ])('%s: %j is refused', async (id, input, field, text) => {
    await expect(define(id, input)).rejects.toMatchObject({ field, message: expect.stringContaining(text) });
  });

  it('go when nothing lies under them', async () => {
    await expect(registry.tagDefinitions.remove('region', by)).rejects.toMatchObject({ code: 'conflict' });
    for (const id of ['city', 'region', 'country']) await registry.tagDefinitions.remove(id, by);
    expect(registry.compile().tags).toBeUndefined();
  });
});

describe('virtual tags', () => {
  it('are known at once, and no longer once they are gone', async () => {
    const told: string[] = [];
    const stop = registry.virtualTags.onChange(() => told.push('changed'));
    const rules = [{ value: 'desk', when: { workload: ['bot'] } }];
    await registry.virtualTags.create(createVirtualTag.parse({ id: 'desk', rules }), by);
    expect(registry.virtualTags.known('desk')).toMatchObject({ name: 'desk', otherwise: '', rules });
    await registry.virtualTags.change('desk', { otherwise: 'others' }, by);
    expect(registry.virtualTags.known('desk')?.otherwise).toBe('others');
    await registry.virtualTags.remove('desk', by);
    expect(registry.virtualTags.known('desk')).toBeUndefined();
    expect(told).toHaveLength(3);
    stop();
  });

  it.each([
    [{}, 'rules.0.when'],
    [{ unit: ['input_tokens'] }, 'rules.0.when.unit'],
    [{ 'virtual.desk': ['x'] }, 'rules.0.when.virtual.desk'],
  ])('cannot ask for %j', async (when, field) => {
    const input = createVirtualTag.parse({ id: 'bad', rules: [{ value: 'x', when }] });
    await expect(registry.virtualTags.create(input, by)).rejects.toMatchObject({ field });
  });
});

describe('rules of attribution', () => {
  it('hold in the order in which they were made', async () => {
    await rule({ id: 'second', when: { key: ['k'] }, set: { owner: 'ada@example.com' } });
    clock.advance(1);
    await rule({ id: 'first', when: { key: ['k'] }, set: { team: '' } });
    expect((await registry.attributionRules.all()).map(({ id }) => id)).toEqual(['second', 'first']);
    expect(await registry.attributionRules.show('second')).not.toHaveProperty('until');
  });

  it.each([
    [{ when: {}, set: { owner: 'a' } }, 'when'],
    [{ when: { source: ['otlp'] }, set: { owner: 'a' } }, 'when.source'],
    [{ when: { key: ['k'] }, set: {} }, 'set'],
    [{ when: { key: ['k'] }, set: { workload: 'gone' } }, 'set.workload'],
    [{ when: { key: ['k'] }, set: { organization: 'x' } }, 'set.organization'],
    [{ when: { key: ['k'] }, set: { owner: 'a' }, until: '2026-08-01T00:00:00Z' }, 'until'],
  ])('are refused: %j', async (input, field) => {
    await expect(rule({ id: 'bad', ...input })).rejects.toMatchObject({ code: 'invalid_argument', field });
  });
});
