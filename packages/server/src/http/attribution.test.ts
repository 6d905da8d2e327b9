import {
  apiError,
  attributionRule,
  attributionRun,
  coverageReport,
  dimensionList,
  page,
  tagDefinition,
  virtualTag,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyOptions, CoverageQuery } from '../books/attribution/index.ts';
import { createHarness, type Harness } from './testing.ts';

const applied: ApplyOptions[] = [];
const covered: CoverageQuery[] = [];

let h: Harness;
beforeAll(async () => {
  h = await createHarness({
    attribution: {
      async apply(options) {
        applied.push(options);
        return { dry_run: options.dryRun, data: [], notes: [] };
      },
      async coverage(query) {
        covered.push(query);
        const share = { cost: '10', attributed_cost: '6', coverage: '0.6000' };
        return {
          since: query.since.toISOString(),
          until: query.until.toISOString(),
          currency: 'USD',
          ...share,
          maturity: 'walk',
          trend: [],
          work_list: [],
          sandbox: query.sandbox,
          formulas: { coverage: 'coverage' },
        };
      },
    },
  });
});
afterAll(() => h.close());

const errorOf = async (response: Response) => apiError.parse(await response.json()).error;

describe('definitions of tags', () => {
  it('are put, listed, shown and removed', async () => {
    const put = await h.call('PUT', '/tags/cost_center', { allowed_values: ['cc-1'], on_unknown: 'reject' });
    expect(tagDefinition.parse(await put.json())).toMatchObject({ id: 'cost_center', on_unknown: 'reject' });
    const changed = await h.call('PUT', '/tags/cost_center', { description: 'Who pays.' });
    expect(await changed.json()).toMatchObject({ allowed_values: ['cc-1'], description: 'Who pays.' });
    const list = page(tagDefinition).parse(await (await h.call('GET', '/tags')).json());
    expect(list.data).toHaveLength(1);
    expect((await h.call('DELETE', '/tags/cost_center')).status).toBe(204);
    expect((await h.call('GET', '/tags/cost_center')).status).toBe(404);
  });

  it('are refused with the field at fault', async () => {
    const answer = await h.call('PUT', '/tags/region', { parent: 'nowhere' });
    expect(await errorOf(answer)).toMatchObject({ code: 'invalid_argument', field: 'parent' });
    expect((await h.call('PUT', '/tags/Not-A-Name!', {})).status).toBe(400);
  });
});

describe('virtual tags', () => {
  it('are dimensions from the moment they are made', async () => {
    const rules = [{ value: 'Desk', when: { workload: ['bot'] } }];
    const made = await h.call('POST', '/virtual-tags', { id: 'product', rules });
    expect(virtualTag.parse(await made.json())).toMatchObject({ name: 'product', otherwise: '' });
    const { data } = dimensionList.parse(await (await h.call('GET', '/dimensions')).json());
    expect(data).toContainEqual({ name: 'virtual.product', of: 'virtual' });
    expect((await h.call('GET', '/costs?by=virtual.product&filter=virtual.product%3DDesk')).status).toBe(200);
    expect(h.ledger.asked.at(-1)).toMatchObject({
      by: ['virtual.product'],
      filter: { 'virtual.product': ['Desk'] },
    });
    await h.call('PATCH', '/virtual-tags/product', { otherwise: 'Rest' });
    expect(await (await h.call('GET', '/virtual-tags/product')).json()).toMatchObject({ otherwise: 'Rest' });
    expect((await h.call('DELETE', '/virtual-tags/product')).status).toBe(204);
  });
});

describe('attribution of the past', () => {
  it('rules are made, listed and removed', async () => {
    const body = {
      id: 'claim',
      when: { key: ['k'], workload: [''] },
      set: { owner: 'ada@example.com' },
      since: '2026-07-01T00:00:00Z',
      reason: 'It was hers.',
    };
    const made = await h.call('POST', '/attribution/rules', body);
    expect(attributionRule.parse(await made.json())).toMatchObject({ id: 'claim', name: 'claim' });
    const list = page(attributionRule).parse(await (await h.call('GET', '/attribution/rules')).json());
    expect(list.data.map(({ id }) => id)).toEqual(['claim']);
    expect((await h.call('DELETE', '/attribution/rules/claim')).status).toBe(204);
    const wrong = await h.call('POST', '/attribution/rules', { ...body, when: { source: ['otlp'] } });
    expect(await errorOf(wrong)).toMatchObject({ field: 'when.source' });
  });

  it('is applied by whoever asks, dry or not', async () => {
    await h.call('POST', '/attribution/apply');
    const answer = await h.call('POST', '/attribution/apply', { dry_run: true, rule: 'claim' });
    expect(attributionRun.parse(await answer.json()).dry_run).toBe(true);
    expect(applied).toEqual([
      { dryRun: false, actor: 'admin' },
      { dryRun: true, actor: 'admin', rule: 'claim' },
    ]);
  });

  it('coverage is of the last 90 days by week unless said', async () => {
    const answer = await h.call('GET', '/attribution/coverage');
    expect(coverageReport.parse(await answer.json())).toMatchObject({ maturity: 'walk' });
    expect(covered[0]).toMatchObject({ interval: 'week', since: new Date('2026-08-24T00:00:00Z') });
    const wrong = await h.call('GET', '/attribution/coverage?since=2020-01-01&interval=hour');
    expect(await errorOf(wrong)).toMatchObject({ field: 'interval' });
  });
});
