import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled, runWeir } from './testing.ts';

const STAMPS = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const TAG = {
  id: 'region',
  description: '',
  allowed_values: ['bavaria'],
  parent: 'country',
  parent_values: { bavaria: 'de' },
  on_unknown: 'reject',
  ...STAMPS,
};
const RULE = {
  id: 'claim',
  name: 'claim',
  when: { key: ['k1', 'k2'], workload: [''] },
  set: { workload: 'bot' },
  since: '2026-07-01T00:00:00Z',
  reason: 'It was the bot.',
  ...STAMPS,
};
const ZONE = { id: 'o', name: 'o', time_zone: 'UTC', currency: 'USD', ...STAMPS };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

describe('weir tag', () => {
  it('sends what is given, and shows what holds', async () => {
    const { control, run } = onControl({ 'PUT /tags/region': { body: TAG } });
    const line = 'tag set region --parent country --allow bavaria --under bavaria=de --on-unknown reject';
    const result = await run(line);
    expect(control.requests[0]?.body).toEqual({
      allowed_values: ['bavaria'],
      parent: 'country',
      parent_values: { bavaria: 'de' },
      on_unknown: 'reject',
    });
    expect(result.out).toContain('bavaria under de');
    expect(result.err).toContain('are refused, also where their key or workload fixes it');
    expect(result.err).toContain('weir cost --by tag.region');
    await run('tag set region --any --no-parent');
    expect(control.requests[1]?.body).toEqual({ allowed_values: [], parent: null });
  });
});

describe('weir virtual-tag', () => {
  const made = { id: 'product', name: 'product', rules: [], otherwise: 'Other', ...STAMPS };

  it('reads rules as people write them', async () => {
    const { control, run } = onControl({
      'POST /virtual-tags': { body: { ...made, rules: [{ value: 'Desk', when: { workload: ['bot'] } }] } },
    });
    const rule = 'Desk: workload=bot|mail, team=';
    const result = await run(['virtual-tag', 'create', 'product', '--rule', rule, '--otherwise', 'Other']);
    expect(control.requests[0]?.body).toEqual({
      id: 'product',
      rules: [{ value: 'Desk', when: { workload: ['bot', 'mail'], team: [''] } }],
      otherwise: 'Other',
    });
    expect(result.out).toContain('virtual.product');
  });

  it('says what a rule looks like when it is none', async () => {
    const result = await runWeir(['virtual-tag', 'create', 'x', '--rule', 'workload=bot']);
    expect(result.code).toBe(2);
    expect(result.err).toContain('is no rule');
  });
});

describe('weir attribution', () => {
  it('makes rules of repeated conditions', async () => {
    const { control, run } = onControl({
      'POST /attribution/rules': { body: RULE },
      'GET /organization': { body: ZONE },
    });
    const line =
      'attribution rule create claim --when key=k1 --when key=k2 --when workload= --set workload=bot --since 2026-07-01T00:00:00Z --reason bot';
    const result = await run(line);
    const { body } = control.requests.at(-1) ?? {};
    expect(body).toMatchObject({ when: RULE.when, set: RULE.set, since: '2026-07-01T00:00:00.000Z' });
    expect(result.out).toContain('key=k1|k2 and workload=(none)');
  });

  it('shows what would move, and what did not', async () => {
    const row = {
      rule: 'claim',
      month: '2026-10',
      calls: 12,
      cost: '1.500000000000',
      currency: 'USD',
      entries: 4,
    };
    const body = {
      dry_run: true,
      data: [row],
      notes: ['The rule "old" names the workload "x", which is gone.'],
    };
    const { control, run } = onControl({ 'POST /attribution/apply': { body } });
    const result = await run('attribution apply --dry-run');
    expect(control.requests[0]?.body).toEqual({ dry_run: true });
    expect(result.out).toMatch(/claim\s+2026-10\s+12\s+1\.50* USD\s+4/);
    expect(result.out + result.err).toContain('which is gone');
  });

  it('shows coverage with what to mend first', async () => {
    const share = { cost: '10.000000000000', attributed_cost: '6.000000000000', coverage: '0.6000' };
    const report = {
      ...{ since: '2026-11-01T00:00:00Z', until: '2026-11-22T00:00:00Z', currency: 'USD', ...share },
      maturity: 'walk',
      trend: [{ bucket: '2026-11-02T00:00:00Z', ...share }],
      work_list: [
        {
          ...{ key: 'key_9', workload: '', environment: 'production', missing_tags: ['owner'], calls: 7 },
          ...{ cost: '4.000000000000', share: '1.0000', cumulative_share: '1.0000' },
          last_seen_at: '2026-11-20T00:00:00Z',
        },
      ],
      sandbox: 'exclude',
      formulas: {},
    };
    const { run } = onControl({ 'GET /attribution/coverage?interval=day': { body: report } });
    const { out } = await run('attribution coverage --interval day');
    expect(out).toContain('60.00% (walk)');
    expect(out).toMatch(/key_9\s+\(none\)\s+production\s+owner\s+7/);
  });
});
