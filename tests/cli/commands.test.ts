import {
  callFact,
  callSummary,
  costReport,
  finding,
  key,
  keyWithSecret,
  page,
  priceView,
  workload,
} from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, createTestIo, runWeir } from '../../packages/server/src/cli/testing.ts';
import { openSharedControl, type SharedControl } from './control.ts';

let control: SharedControl;
beforeAll(async () => {
  control = await openSharedControl();
});
afterAll(() => control.dispose());

/** Runs a command on the shared control. */
function weir(line: string | string[], input?: string): Promise<CliResult> {
  const io = createTestIo({
    cwd: control.dir,
    env: { WEIR_DATA_DIR: control.dir, USER: 'ada' },
    now: Date.now,
    ...(input === undefined ? {} : { input }),
  });
  return runWeir(line, { io, openLocalControl: control.open });
}

async function json(line: string): Promise<unknown> {
  const { code, out, err } = await weir(`${line} --json`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

describe('workloads and keys', () => {
  it('are created with what they need, shown, changed and listed', async () => {
    const created = await weir(
      'workload create answers --team helpdesk --cost-center cc-9 --owner ada@example.com --env staging --budget 25.50',
    );
    expect(created.code).toBe(0);
    expect(created.err).toContain('Created cost center cc-9.');
    expect(created.err).toContain('Created team helpdesk of cost center cc-9.');
    expect(created.err).toContain('Created application answers of team helpdesk.');
    expect(created.err).toMatch(/business_process will be marked unattributed.*weir workload change answers/);

    const shown = workload.parse(await json('workload show answers'));
    expect(shown).toMatchObject({ application: 'answers', stage: 'poc', budget: { period: 'month' } });
    const changed = workload.parse(
      await json('workload change answers --stage pilot --unset budget --tag a=1'),
    );
    expect(changed).toMatchObject({ stage: 'pilot', tags: { a: '1' } });
    expect(changed.budget).toBeUndefined();

    const list = page(workload).parse(await json('workload list --all'));
    expect(list.data.map((one) => one.id)).toContain('answers');
    expect((await weir('workload list')).out).toMatch(
      /^WORKLOAD .*\n(.*\n)*answers +answers +staging +pilot/m,
    );
  });

  it('refuse what exists already and what does not', async () => {
    expect((await weir('workload create twice')).code).toBe(0);
    expect(await weir('workload create twice')).toMatchObject({
      code: 4,
      err: expect.stringMatching(/twice/),
    });
    expect(await weir('workload show nobody')).toMatchObject({
      code: 3,
      err: expect.stringMatching(/nobody/),
    });
    expect(await weir('workload change nobody --stage pilot')).toMatchObject({ code: 3 });
    expect(await weir('workload create Bad_Id')).toMatchObject({ code: 2, err: expect.stringMatching(/id/) });
    expect(await weir('key create --workload nobody')).toMatchObject({ code: expect.any(Number) });
    expect((await weir('key revoke key_nobody')).code).toBe(3);
  });

  it('give a secret once, rotate with a grace and revoke', async () => {
    await weir('workload create keyed');
    const created = keyWithSecret.parse(
      await json('key create --workload keyed --name one --expires 90d --tag customer=acme'),
    );
    expect(created).toMatchObject({ workload: 'keyed', state: 'active', tags: { customer: 'acme' } });
    const inNinetyDays = Date.now() + 90 * 86_400_000;
    expect(Math.abs(Date.parse(created.expires_at ?? '') - inNinetyDays)).toBeLessThan(60_000);

    const rotated = await weir(`key rotate ${created.id} --grace 1h`);
    expect(rotated.out).toMatch(/^wk_\w{40,}$/m);
    expect(rotated.err).toContain('works for another 1h');
    expect(rotated.out).not.toContain(created.secret);

    const revoked = key.parse(await json(`key revoke ${created.id}`));
    expect(revoked.state).toBe('revoked');
    const listed = await weir('key list --workload keyed');
    expect(listed.out).toMatch(/revoked/);
    expect(listed.out + listed.err).not.toContain(created.secret);
    expect(page(key).parse(await json('key list --workload keyed')).data).toHaveLength(2);
  });
});

describe('calls and costs', () => {
  beforeAll(async () => {
    const demo = await weir('demo --no-live --days 3');
    expect(demo.code).toBe(0);
    expect(demo.err).toMatch(/History: [\d,]+ calls for [\d,.]+ USD\./);
  });

  it('adds no history twice', async () => {
    const again = (await json('demo --no-live --days 3')) as { history: { imported: number } };
    expect(again.history.imported).toBeLessThan(5);
  });

  it('lists calls page by page, and all of them', async () => {
    const first = page(callSummary).parse(await json('call list --limit 5'));
    expect(first.data).toHaveLength(5);
    const second = page(callSummary).parse(await json(`call list --limit 5 --cursor ${first.next_cursor}`));
    expect(second.data.map((call) => call.call_id)).not.toContain(first.data[0]?.call_id);
    const all = page(callSummary).parse(await json('call list --all'));
    const report = costReport.parse(await json('cost --since all'));
    expect(all.next_cursor).toBeNull();
    const single = all.data.filter(({ entry }) => entry === undefined);
    expect(single).toHaveLength(report.total.calls);
  });

  it('narrows by status, tag and time', async () => {
    const { data } = page(callSummary).parse(
      await json('call list --since 2d --filter workload=support-bot --status ok --limit 50'),
    );
    expect(data.length).toBeGreaterThan(0);
    for (const call of data) expect(call).toMatchObject({ status: 'ok', tags: { workload: 'support-bot' } });
    expect((await weir('call list --filter workload=nobody')).err).toContain('No calls match');
    expect(await weir('call list --filter nonsense=1')).toMatchObject({ code: 2 });
  });

  it('shows how a call was charged, to the last digit', async () => {
    const { data } = page(callSummary).parse(await json('call list --status ok --limit 1'));
    const id = data[0]?.call_id ?? '';
    const call = callFact.parse(await json(`call show ${id}`));
    const { out } = await weir(`call show ${id}`);
    for (const charge of call.charges) {
      expect(out).toContain(charge.unit);
      expect(out).toContain(charge.price_ref);
      expect(out).toContain(Decimal.from(charge.effective_cost).toString());
    }
    for (const [name, value] of Object.entries(call.tags)) {
      expect(out).toMatch(new RegExp(`^${name} +${escaped(value)} +${call.tag_sources[name]}$`, 'm'));
    }
    expect(out).toContain('answered by the sandbox');
    expect(await weir('call show nobody')).toMatchObject({ code: 3 });
  });

  it('partitions costs exactly, in tables, JSON and CSV alike', async () => {
    const report = costReport.parse(await json('cost --by workload,model --since all'));
    const sum = report.rows.reduce((total, row) => total.add(Decimal.from(row.cost)), Decimal.ZERO);
    expect(sum.compare(Decimal.from(report.total.cost))).toBe(0);

    const table = await weir('cost --by workload,model --since all');
    expect(table.out).toMatch(/^WORKLOAD +MODEL +CALLS +IN +OUT +ERRORS +COST \(USD\) +SHARE$/m);
    expect(table.out.split('\n').filter((line) => line.includes('%')).length).toBeGreaterThan(
      report.rows.length,
    );

    const csv = await weir('cost --by workload,model --since all --csv');
    expect(csv.code).toBe(0);
    expect(csv.out.trim().split(/\r?\n/)).toHaveLength(report.rows.length + 1);
    expect(csv.out).toMatch(/^workload,model,/);
  });

  it('splits by day and says when a range is empty', async () => {
    const report = costReport.parse(await json('cost --by team --interval day --since 4d'));
    expect(new Set(report.rows.map((row) => row.bucket)).size).toBeGreaterThan(1);
    expect((await weir('cost --by team --since 2020-01-01 --until 2020-02-01')).err).toContain(
      'No calls in this range',
    );
    expect(await weir('cost --by nonsense')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/nonsense/),
    });
  });
});

describe('prices and findings', () => {
  it('shows a price with its reference', async () => {
    const price = priceView.parse(await json('price show openai gpt-4o --at 2026-03-01'));
    expect(price).toMatchObject({ priced: true, at: '2026-03-01T00:00:00.000Z' });
    // 2.50 USD per million input tokens: openai.com/api/pricing, gpt-4o
    expect(price.rates.find((rate) => rate.unit === 'input_tokens')).toMatchObject({
      per: 1_000_000,
      list: '2.5',
    });
    expect((await weir('price show openai gpt-4o')).out).toMatch(/input_tokens +1,000,000 +2\.50/);
    expect((await weir('price show openai gpt-99')).err).toContain('No price of gpt-99 is known');
  });

  it('quotes line by line without any Weir', async () => {
    const lines = [
      { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1_000, output_tokens: 100 } },
      { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1, cache_read_tokens: 2 } },
    ];
    const input = `${JSON.stringify(lines[0])}\nnot json\n${JSON.stringify(lines[1])}`;
    const { code, out } = await weir('price quote --jsonl', input);
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(1);
    // 1,000 x 2.50 / 1,000,000 + 100 x 10.00 / 1,000,000
    expect(answers[0]).toMatchObject({
      total: '0.0035',
      cost: { input_tokens: '0.0025', output_tokens: '0.001' },
    });
    expect(answers[1]).toMatchObject({ error: { code: 'body_not_json' } });
    expect(answers[2]).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  });

  it('lists findings', async () => {
    page(finding).parse(await json('finding list'));
    expect((await weir('finding list --state closed')).code).toBe(0);
  });
});

describe('weir doctor', () => {
  it('says how each thing is and exits 1 only when one fails', async () => {
    const { code, out } = await weir('doctor --json');
    const { ok, checks } = JSON.parse(out) as {
      ok: boolean;
      checks: { check: string; level: string; remedy?: string }[];
    };
    expect(code).toBe(ok ? 0 : 1);
    expect(checks.map((one) => one.check)).toEqual(
      expect.arrayContaining([
        'node',
        'configuration',
        'data directory',
        'disk space',
        'lock',
        'ledger',
        'spool',
        'prices',
      ]),
    );
    for (const one of checks) expect(one.remedy === undefined).toBe(one.level === 'ok');
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
