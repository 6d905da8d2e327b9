import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

const PROPOSAL = {
  id: 'p_1',
  kind: 'add',
  state: 'open',
  month: '2026-10',
  title: 'openai o3 in proj_labs: missing in ledger, 3.00 USD',
  reason: 'openai bills usage that never passed Weir.',
  amount: '3.000000000000',
  currency: 'USD',
  entries: 1,
  subject: { provider: 'openai' },
  proposed_by: 'ada',
  proposed_at: '2026-11-05T10:00:00Z',
};
const ENTRY = {
  at: '2026-10-09T12:00:00.000Z',
  provider: 'openai',
  model: 'o3',
  unit: 'input_tokens',
  category: 'model_usage',
  quantity: '1500000',
  calls: 12,
  list_cost: '3.000000000000',
  contracted_cost: '3.000000000000',
  effective_cost: '3.000000000000',
  currency: 'USD',
  price_ref: 'statement:openai',
  tags: { workload: 'labs' },
};
const PERIOD = {
  month: '2026-10',
  state: 'closed',
  since: '2026-09-30T22:00:00.000Z',
  until: '2026-10-31T23:00:00.000Z',
  currency: 'USD',
  cost: '249.550000000000',
  closed_cost: '249.550000000000',
  corrections: '0.000000000000',
  closed_by: 'ben',
  closed_at: '2026-11-05T10:00:00Z',
  open_points: [],
};
const COMPARED = {
  month: '2026-10',
  currency: 'USD',
  at: '2026-11-05T10:00:00.000Z',
  providers: [
    {
      provider: 'openai',
      state: 'compared',
      ledger: '139.500000000000',
      invoice: '143.750000000000',
      gap: '-4.250000000000',
      gap_share: '-0.029565',
      explained_share: '1.0000',
      undecided: '4.250000000000',
      differences: { missing_in_ledger: { cells: 1, amount: '-3.000000000000' } },
      warnings: ['openai tells 1 lines twice.'],
    },
  ],
  formulas: { gap_share: 'reconciliation_gap', explained_share: 'explained_share' },
};

describe('weir reconcile', () => {
  it('shows the gap in percent, why, and what is odd', async () => {
    const { run } = onControl({ 'GET /reconciliation': { body: COMPARED } });
    const { out, err } = await run('reconcile show --month 2026-10 --provider openai');
    expect(out).toMatch(/openai\s+139\.50\s+143\.75\s+-4\.25\s+-2\.956%\s+100\.0%\s+4\.25/);
    expect(out).toMatch(/missing_in_ledger\s+1\s+-3\.00/);
    expect(err).toContain('openai tells 1 lines twice.');
  });

  it('run lists what it proposes, and gives all of it as JSON', async () => {
    const body = {
      ...COMPARED,
      proposed: [{ id: 'p_1', kind: 'add', title: PROPOSAL.title, amount: PROPOSAL.amount }],
      withdrawn: 1,
    };
    const { run, sent } = onControl({ 'POST /reconciliation': { body } });
    const { out } = await run('reconcile run --month 2026-10 --by ada');
    expect(out).toMatch(/p_1\s+add\s+3\.00/);
    expect(sent('POST /reconciliation')).toEqual({ month: '2026-10', by: 'ada' });
    expect(JSON.parse((await run('reconcile run --month 2026-10 --json')).out)).toMatchObject({
      withdrawn: 1,
    });
  });
});

describe('weir proposal', () => {
  it('shows what would be booked', async () => {
    const { run } = onControl({
      'GET /proposals': { body: { data: [PROPOSAL], next_cursor: null } },
      'GET /proposals/p_1': { body: PROPOSAL },
      'GET /proposals/p_1/entries': { body: { data: [ENTRY], total: 1 } },
    });
    expect((await run('proposal list --state open')).out).toMatch(/p_1\s+2026-10\s+add\s+open/);
    expect((await run('proposal show p_1')).out).toMatch(
      /2026-10-09\s+openai\/o3\s+input_tokens\s+1,500,000\s+3\.00\s+labs/,
    );
  });

  it.each([
    ['approve', ['--by', 'ben', '--note', 'ours'], { by: 'ben', note: 'ours' }],
    ['reject', [], {}],
    ['ignore', ['--reason', 'voucher'], { reason: 'voucher' }],
  ])('%s sends who and why', async (what, options, body) => {
    const { run, sent } = onControl({
      [`POST /proposals/p_1/${what}`]: { body: { ...PROPOSAL, state: 'booked' } },
    });
    const { code, out } = await run(['proposal', what, 'p_1', ...options]);
    expect([code, sent(`POST /proposals/p_1/${what}`)]).toEqual([0, body]);
    expect(out).toContain('booked');
  });

  it('ignore needs a reason', async () => {
    expect((await onControl({}).run('proposal ignore p_1')).code).not.toBe(0);
  });
});

describe('weir period', () => {
  it('closes with force and reason, and shows what it was closed with', async () => {
    const { run, sent } = onControl({ 'POST /periods/2026-10/close': { body: PERIOD } });
    const { out } = await run(['period', 'close', '2026-10', '--force', '--reason', 'late bill']);
    expect(out).toMatch(/closed with\s+249\.55 USD/);
    expect(sent('POST /periods/2026-10/close')).toEqual({ force: true, reason: 'late bill' });
  });

  it('shows open points and the list of months', async () => {
    const { run } = onControl({
      'GET /periods/2026-10': {
        body: { ...PERIOD, state: 'open', open_points: ['2 rows are in quarantine.'] },
      },
      'GET /periods': { body: { data: [PERIOD] } },
    });
    expect((await run('period show 2026-10')).out).toContain('- 2 rows are in quarantine.');
    expect((await run('period list')).out).toMatch(/2026-10\s+closed\s+249\.55/);
  });
});
