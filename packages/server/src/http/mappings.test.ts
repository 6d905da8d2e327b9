import { mappingRules } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { previewMapping } from '../ingest/generic/index.ts';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
beforeAll(async () => {
  h = await createHarness({
    previewMapping: (name, content, rules) =>
      previewMapping(name, content, rules, { isUnit: () => true, now: '2026-11-22T10:00:00Z' }),
  });
});
afterAll(() => h.close());

/** Status and body of an answer. */
async function request(method: string, path: string, body?: unknown) {
  const answer = await h.call(method, path, body);
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

const rules = {
  columns: { since: 'date', cost: 'cost', currency: 'currency' },
  constants: { provider: 'mistral' },
};
const FILE = 'date,cost,currency\n2026-11-05,1.5,EUR\n2026-11-06,x,EUR\n';

describe('mappings over the API', () => {
  it('are saved, shown, changed and removed, and known to sources at once', async () => {
    const made = await request('POST', '/mappings', { id: 'invoices', rules });
    expect(made).toMatchObject({
      status: 201,
      body: { id: 'invoices', name: 'invoices', rules: mappingRules.parse(rules) },
    });
    expect((await request('POST', '/mappings', { id: 'invoices', rules })).status).toBe(409);
    const { mappings } = h.deps.registry;
    expect(mappings.known('invoices')?.decimal_comma).toBe(false);
    const changed = await request('PATCH', '/mappings/invoices', {
      rules: { ...rules, decimal_comma: true },
    });
    expect(changed.body).toMatchObject({ rules: { decimal_comma: true } });
    expect(mappings.known('invoices')?.decimal_comma).toBe(true);
    expect((await request('GET', '/mappings')).body).toMatchObject({ data: [{ id: 'invoices' }] });
    expect((await request('DELETE', '/mappings/invoices')).status).toBe(204);
    expect((await request('GET', '/mappings/invoices')).status).toBe(404);
  });

  it('that a source uses stay', async () => {
    await request('POST', '/mappings', { id: 'used', rules });
    await h.deps.registry.sources.create(
      {
        id: 'bill',
        name: undefined,
        kind: 'generic-file',
        role: 'statement',
        settings: { mapping: 'used' },
        attribution: { tags: {}, rules: [], take: {} },
        secrets: {},
        schedule: undefined,
        enabled: true,
      },
      { actor: 'ann' },
    );
    expect(await request('DELETE', '/mappings/used')).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('used by the source "bill"') } },
    });
  });

  it('name the field that is wrong', async () => {
    const answer = await request('POST', '/mappings', { id: 'x', rules: { columns: { prize: 'a' } } });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain('prize');
  });

  it('are suggested and tried on the beginning of a file', async () => {
    const content = Buffer.from(FILE).toString('base64');
    const suggested = await request('POST', '/mapping-previews', { file_name: 'a.csv', content });
    expect(suggested.body).toMatchObject({
      rules: { columns: { since: 'date', cost: 'cost', currency: 'currency' } },
      open_points: [expect.stringContaining('constants.provider')],
      lines: [],
    });
    const tried = await request('POST', '/mapping-previews', { file_name: 'a.csv', content, rules });
    expect(tried.body).toMatchObject({
      lines: [{ provider: 'mistral', cost: '1.5', currency: 'EUR' }],
      problems: [{ line: 3, reason: expect.stringContaining('cost is "x"') }],
    });
  });
});
