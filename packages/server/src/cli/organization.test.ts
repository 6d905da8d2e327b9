import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled, createTestIo, runWeir } from './testing.ts';

const STAMPS = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const ADA = {
  id: 'ada',
  name: 'Ada',
  email: 'ada@example.com',
  roles: ['business'],
  state: 'active',
  ...STAMPS,
};
const WORKLOAD = {
  id: 'bot',
  name: 'bot',
  application: 'bot',
  environment: 'development',
  stage: 'poc',
  owner: 'ada@example.com',
  approved_models: [],
  tags: {},
  value_metric: {
    outcome: 'ticket_resolved',
    value: '6.5',
    currency: 'USD',
    confidence: 'asserted',
    class: 'measurable',
    baseline: { minutes: 12 },
  },
  ...STAMPS,
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

describe('weir person', () => {
  it('creates, and names a role that there is not', async () => {
    const { run, sent } = onControl({ 'POST /people': { status: 201, body: ADA } });
    expect(await run('person create ada --email ada@example.com --roles business,finance')).toMatchObject({
      code: 0,
    });
    expect(sent('POST /people')).toEqual({
      id: 'ada',
      name: 'ada',
      email: 'ada@example.com',
      roles: ['business', 'finance'],
    });
    expect((await run('person create ada --email a@b.c --roles queen')).err).toContain('no role "queen"');
    expect(await run('person create ada')).toMatchObject({ code: 2 });
    expect(await run('person change ada')).toMatchObject({ code: 2 });
  });

  it('leaves, and says what is still theirs', async () => {
    const none = { workloads: [], budgets: [] };
    const theirs = { workloads: [{ id: 'bot', as: ['owner', 'technical_owner'] }], budgets: [] };
    const { run, sent } = onControl({
      'POST /people/ada/leave': {
        body: { person: { ...ADA, state: 'left' }, reassigned: none, still_theirs: theirs },
      },
    });
    const { code, out, err } = await run('person leave ada');
    expect(code).toBe(0);
    expect(out + err).toContain('workload bot (owner, technical owner)');
    await run('person leave ada --reassign-to grace');
    expect(sent('POST /people/ada/leave')).toEqual({});
  });
});

describe('weir workload', () => {
  it('changes parts of a profile and keeps the rest', async () => {
    const { run, sent } = onControl({
      'GET /workloads/bot': { body: WORKLOAD },
      'PATCH /workloads/bot': { body: WORKLOAD },
    });
    const { code, out } = await run(
      'workload change bot --outcome-value 7 --baseline-cost 9 --calls-per-day 100 --review-date 2027-03-31 --technical-owner bob',
    );
    expect(code).toBe(0);
    expect(sent('PATCH /workloads/bot')).toEqual({
      technical_owner: 'bob',
      review_date: '2027-03-31',
      usage_profile: { calls_per_day: 100 },
      value_metric: { ...WORKLOAD.value_metric, value: '7', baseline: { minutes: 12, cost: '9' } },
    });
    expect(out).toContain('ticket_resolved, each worth 6.5');
  });

  it('takes a part away, and begins it anew when both is said', async () => {
    const { run, sent } = onControl({
      'GET /workloads/bot': { body: WORKLOAD },
      'PATCH /workloads/bot': { body: WORKLOAD },
    });
    await run('workload change bot --unset value_metric classification --outcome won');
    expect(sent('PATCH /workloads/bot')).toEqual({ classification: null, value_metric: { outcome: 'won' } });
  });

  it('proposes a tier and merges', async () => {
    const { run, sent } = onControl({
      'GET /workloads/bot/tier-proposal': {
        body: {
          tier: 'small',
          reasons: ['Complexity is low: small to begin with.'],
          formula: 'tier_proposal',
        },
      },
      'POST /workloads/old/merge': {
        body: {
          workload: { ...WORKLOAD, id: 'old', stage: 'retired', merged_into: 'bot' },
          into: 'bot',
          keys: ['key_1'],
          left_behind: { budgets: ['old-month'], rate_limits: [], outcome_rules: ['solved'] },
        },
      },
    });
    const tier = await run('workload tier bot');
    expect(tier.out + tier.err).toContain('Complexity is low');
    const merged = await run('workload merge old --into bot');
    expect(merged.out + merged.err).toContain('budget old-month');
    expect(merged.out + merged.err).toContain('outcome rule solved');
    expect(sent('POST /workloads/old/merge')).toEqual({ into: 'bot', move_past: false });
  });
});

describe('weir organization import', () => {
  const report = (kind: string, more: object = {}) => ({
    kind,
    dry_run: false,
    read: 2,
    created: 1,
    changed: 0,
    unchanged: 0,
    rejected: 1,
    rejections: [{ line: 3, field: 'team', reason: 'There is no team "x"' }],
    ignored_columns: ['phone'],
    ...more,
  });

  it('sends files from the top down and lists what was rejected', async () => {
    writeFileSync(join(dir, 'p.csv'), 'email\nada@example.com');
    writeFileSync(join(dir, 't.csv'), 'id\nsupport');
    const lines: string[] = [];
    const fetch = async (request: Request) => {
      const url = new URL(request.url);
      lines.push(`${url.search} ${await request.text()}`);
      return Response.json(report(url.searchParams.get('kind') ?? ''));
    };
    const io = createTestIo({ cwd: dir, env: { WEIR_DATA_DIR: dir } });
    const { code, out, err } = await runWeir('organization import --people p.csv --teams t.csv --strict', {
      io,
      openLocalControl: async () => ({ fetch, close: async () => {} }),
    });
    expect(lines).toEqual([
      '?kind=teams&dry_run=false id\nsupport',
      '?kind=people&dry_run=false email\nada@example.com',
    ]);
    expect(code).toBe(1);
    expect(out + err).toContain('line 3: There is no team "x"');
    expect(out + err).toContain('phone');
  });

  it('says of a dry run that files do not know of one another', async () => {
    writeFileSync(join(dir, 'p.csv'), 'email\nada@example.com');
    writeFileSync(join(dir, 't.csv'), 'id\nsupport');
    const fetch = async (request: Request) => {
      const kind = new URL(request.url).searchParams.get('kind') ?? '';
      return Response.json(report(kind, { dry_run: true }));
    };
    const { err } = await runWeir('organization import --people p.csv --teams t.csv --dry-run', {
      io: createTestIo({ cwd: dir, env: { WEIR_DATA_DIR: dir } }),
      openLocalControl: async () => ({ fetch, close: async () => {} }),
    });
    expect(err).toContain('A dry run looks at each file alone');
    expect(err).toContain('nothing was changed');
  });

  it('needs a file that is there', async () => {
    const { run } = onControl({});
    expect(await run('organization import')).toMatchObject({ code: 2 });
    expect(await run('organization import --people nowhere.csv')).toMatchObject({ code: 3 });
  });
});
