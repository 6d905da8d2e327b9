import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  AllocationExplanation,
  AllocationRun,
  ApplyAnswer,
  AttributionRun,
  CostReport,
  CoverageReport,
  ExploreReport,
  FullCostReport,
  KeyWithSecret,
  OutcomeAnswer,
  OutcomeImport,
  Page,
  Proposal,
  UnitReport,
  ViabilityMap,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pico, signed, sum } from '../books/amounts.ts';
import { inProcess, weir, weirJson } from '../books/command.ts';
import { csvRows } from '../books/csv.ts';
import { BACK_THEN_MS, day, Installation, MONTH, SINCE, UNTIL } from '../books/month-fixture.ts';
import { Limits } from '../support/limits.ts';
import { dollars } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { Agents, Seen, type Step } from './agents.ts';
import {
  BASELINE,
  GPU,
  INVESTMENT,
  RESOLVED,
  REVIEW,
  ROUTED,
  WORKLOADS,
  type WorkloadId,
  writeCompany,
} from './company.ts';
import { apportioned, type Facts, figuresOf } from './exact.ts';
import { startProvider } from './provider.ts';

const MINUTES = fileURLToPath(new URL('./minutes.mjs', import.meta.url));
const DAYS = (Date.parse(UNTIL) - Date.parse(SINCE)) / 86_400_000;
/** The 20th, when the company lives: so many days of the month are over. */
const DAYS_OVER = 19n;
const RANGE = `--since ${SINCE} --until ${UNTIL}`;
const QUERY = `since=${SINCE}&until=${UNTIL}`;
/** Calls of nobody: a thousand tokens in, a hundred out, of gpt-4o. */
const NOBODYS = 10;
const PATIENCE_MS = 60_000;

/** What was told of a workload. */
interface Told {
  outcomes: number;
  successes: number;
  valued: number;
  value: bigint;
}

let provider: Awaited<ReturnType<typeof startProvider>>;
let home: Installation;
let agents: Record<WorkloadId, Agents>;
let nobody: Seen;
const told: Record<WorkloadId, Told> = {
  'support-bot': { outcomes: 0, successes: 0, valued: 0, value: 0n },
  'desk-old': { outcomes: 0, successes: 0, valued: 0, value: 0n },
  router: { outcomes: 0, successes: 0, valued: 0, value: 0n },
  'lead-scorer': { outcomes: 0, successes: 0, valued: 0, value: 0n },
};
const backThen = () => Date.now() + BACK_THEN_MS;
const json = <T>(line: string | readonly string[]) => weirJson<T>(home.weir, line);
const unit = (workload: string) => json<UnitReport>(`unit --workload ${workload} ${RANGE}`);
const costs = (more = '') => home.weir.admin.get<CostReport>(`/costs?${QUERY}${more}`);
const allocate = () => json<AllocationRun>(`allocation run ${MONTH}`);
const apply = (more = '') => json<ApplyAnswer>(`apply -f weir.d${more}`);

function tell(workload: WorkloadId, success: boolean, value?: string): void {
  const of = told[workload];
  of.outcomes += 1;
  if (!success) return;
  of.successes += 1;
  of.valued += value === undefined ? 0 : 1;
  of.value += pico(value ?? '0');
}

/** Reviews are for whom they were counted; the card is shared by tokens, of which nobody's count for none. */
function expectedShares(): Record<string, { gpu: bigint; review: bigint }> {
  const tokens = Object.fromEntries(WORKLOADS.map((id) => [id, BigInt(agents[id].seen.tokens)]));
  const gpu = apportioned(pico(GPU), tokens);
  return Object.fromEntries(
    WORKLOADS.map((id) => [
      id,
      { gpu: gpu[id] ?? 0n, review: BigInt(told[id].outcomes) * pico(REVIEW.perOutcome) },
    ]),
  );
}

function factsOf(seen: Seen, { outcomes, successes, valued, value }: Told, other: bigint): Facts {
  const { api, tokens, calls, users, tasks } = seen;
  return {
    ...{ api, other, tokens, calls, users: users.size, tasks: tasks.size },
    ...{ outcomes, successes, valued, value, days: DAYS },
  };
}

function expectFigures({ figures }: UnitReport, facts: Facts): void {
  const shown = Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));
  expect(shown).toEqual(figuresOf(facts));
}

const shareOf = (id: WorkloadId) => {
  const { gpu, review } = expectedShares()[id] ?? { gpu: 0n, review: 0n };
  return gpu + review;
};
const ofBot: Pick<Facts, 'investment' | 'baseline'> = {
  investment: pico(INVESTMENT),
  baseline: pico(BASELINE),
};

beforeAll(async () => {
  provider = await startProvider();
  const config = {
    providers: [
      {
        ...{ id: 'acme-openai', dialect: 'openai', base_url: `${provider.url}/v1` },
        ...{ price_provider: 'openai', models: ['gpt-4o', 'gpt-4o-mini'] },
      },
    ],
    sandbox: { enabled: false },
  };
  home = new Installation(config, [MINUTES]);
  await home.start(BACK_THEN_MS);
  writeCompany(join(home.dir, 'weir.d'));
});
afterAll(async () => {
  await home?.remove();
  await provider?.close();
});

describe('a small company', () => {
  it('is declared in files; what somebody changes elsewhere is set back', async () => {
    const plan = await apply(' --dry-run');
    expect(plan.summary).toMatchObject({ change: 0, error: 0, orphan: 0 });
    expect((await apply()).summary).toEqual({ ...plan.summary });
    expect((await apply(' --check')).summary).toMatchObject({ create: 0, change: 0, error: 0 });
    await home.weir.admin.request('PATCH', '/budgets/bot-month', { amount: '7' });
    const back = await apply();
    expect(back.summary).toMatchObject({ create: 0, change: 1, drifted: 1, error: 0 });
    expect(await home.weir.admin.get('/budgets/bot-month')).toMatchObject({ amount: '1' });
  });

  it('works: calls of agents by the official client, outcomes by @weir/client and by a signed webhook', async () => {
    const made = await Promise.all(
      WORKLOADS.map(async (id) => {
        const { secret } = await home.weir.admin.post<KeyWithSecret>('/keys', { workload: id });
        await home.weir.admin.keyKnown(secret);
        return [id, new Agents(home.weir, id, secret, backThen)] as const;
      }),
    );
    agents = Object.fromEntries(made) as Record<WorkloadId, Agents>;
    await Promise.all([workOf('support-bot', 20, 16), workOf('desk-old', 6, 5), route(), score()]);
    for (const id of ['support-bot', 'desk-old'] as const) {
      expect(await agents[id].weir.flush()).toMatchObject({ refused: 0, waiting: 0 });
    }
    await wins();
    nobody = new Seen();
    const lines = Array.from({ length: NOBODYS }, (_, n) => {
      nobody.call('gpt-4o', 1_000, 100);
      const at = `${day(10)}T10:00:${String(n).padStart(2, '0')}Z`;
      return JSON.stringify({ call_id: `nobody-${n}`, at, input_tokens: 1_000, output_tokens: 100 });
    });
    writeFileSync(join(home.dir, 'legacy.jsonl'), `${lines.join('\n')}\n`);
    const line = 'import calls legacy.jsonl --format jsonl --provider openai --model gpt-4o --json';
    expect(JSON.parse(await inProcess(home.dir, line))).toMatchObject({ imported: NOBODYS, rejected: 0 });
    await waitFor('all calls in the ledger', PATIENCE_MS, async () => {
      const { total } = await costs();
      return total.cost === dollars(apiCost()) ? true : undefined;
    });
  });

  it('shares out what the days so far cost, which no budget counts and which stops no call', async () => {
    const run = await allocate();
    const [gpu] = run.items.filter(({ item }) => item === 'gpu');
    expect(pico(gpu?.amount ?? '')).toBe((pico(GPU) * DAYS_OVER) / BigInt(DAYS));
    const limits = new Limits(home.weir);
    await limits.atRest('bot-month', 'workload=support-bot', PATIENCE_MS);
    const { settled } = await limits.status('bot-month');
    expect(signed(pico(settled))).toBe(dollars(agents['support-bot'].seen.api));
    const all = await limits.atRest('everything', '', PATIENCE_MS);
    expect(signed(pico(all.settled))).toBe(dollars(apiCost()));
    const { total } = await costs();
    expect(pico(total.loaded_cost)).toBeGreaterThan(100n * pico(all.settled));
    // both budgets are hard, and what was shared out is far above them
    await agents['support-bot'].run('ticket-after', 'user-0', [stepOf(5)]);
  });

  it('does not know enough for a verdict from a few outcomes', async () => {
    const { verdict, late, figures } = await unit('support-bot');
    expect(verdict.verdict).toBe('not_enough_evidence');
    expect(figures.cost_per_successful_outcome).toMatchObject({ sample: 16, small_sample: true });
    expect(late.outcomes).toBe(0);
    await home.stop();
  });

  it('is told more when the month is over: by a file, and by what its traffic says', async () => {
    await home.start();
    const rows = Array.from({ length: 18 }, (_, n) => {
      tell('support-bot', true, RESOLVED);
      return `T-${n},${day(19)}T09:00:${String(n).padStart(2, '0')}Z,customer-user-${n % 5},x`;
    });
    writeFileSync(
      join(home.dir, 'tickets.csv'),
      `Ticket,Closed,Customer,Notes\n${rows.join('\n')}\nT-99,yesterday,customer-1,x\n`,
    );
    const line = [
      ...['outcome', 'import', 'tickets.csv', '--outcome', 'ticket_resolved', '--workload', 'support-bot'],
      ...['--map', 'Ticket=id', '--map', 'Closed=at', '--map', 'Customer=customer', '--map', 'Notes=-'],
    ];
    const first = await json<OutcomeImport>(line);
    expect(first).toMatchObject({ read: 19, added: 18, unchanged: 0, rejected: 1 });
    expect(first.errors).toMatchObject([{ line: 20, field: 'at' }]);
    expect(await json<OutcomeImport>(line)).toMatchObject({ read: 19, added: 0, unchanged: 18, rejected: 1 });
    const report = await waitFor('the outcomes of its traffic', PATIENCE_MS, async () => {
      const found = await unit('router');
      return found.figures.cost_per_outcome?.sample === told.router.outcomes ? found : undefined;
    });
    expect(report.outcomes).toEqual([
      { outcome: 'ticket_routed', outcomes: told.router.outcomes, successes: told.router.successes },
    ]);
  });

  it('has every figure as worked out by hand, and shares that sum to what was paid', async () => {
    const run = await allocate();
    const wanted = expectedShares();
    for (const item of ['gpu', 'review'] as const) {
      const done = run.items.find((one) => one.item === item);
      const amount = sum(Object.values(wanted).map((one) => one[item]));
      expect(done, item).toMatchObject({ amount: dollars(amount), unallocated: '0.000000000000' });
    }
    expect((await allocate()).items.map(({ booked, entries }) => [booked, entries])).toEqual([
      ['0.000000000000', 0],
      ['0.000000000000', 0],
    ]);
    const { data } = await json<{ data: AllocationExplanation[] }>(`allocation explain ${MONTH}`);
    for (const id of WORKLOADS) {
      const lines = data.filter(({ workload }) => workload === id);
      const share = wanted[id] ?? { gpu: 0n, review: 0n };
      expect(Object.fromEntries(lines.map(({ item, amount }) => [item, amount])), id).toEqual(
        Object.fromEntries(
          Object.entries(share).flatMap(([item, amount]) => (amount === 0n ? [] : [[item, dollars(amount)]])),
        ),
      );
      const report = await unit(id);
      const facts = factsOf(agents[id].seen, told[id], share.gpu + share.review);
      expectFigures(report, { ...facts, ...(id === 'support-bot' ? ofBot : {}) });
      expect(report.cost_stack, id).toEqual({
        model_usage: dollars(facts.api),
        ...(share.gpu === 0n ? {} : { infrastructure: dollars(share.gpu) }),
        ...(share.review === 0n ? {} : { human_review: dollars(share.review) }),
      });
      const parts = report.change?.parts.map(({ amount }) => pico(amount));
      if (report.change !== undefined && parts !== undefined)
        expect(signed(sum(parts))).toBe(signed(pico(report.change.to) - pico(report.change.from)));
    }
  });

  it('is told the same by costs, explorer, full cost and exports', async () => {
    await expectAgreement();
  });

  it('has a verdict, and says that outcomes were told late', async () => {
    const { verdict, late, figures } = await unit('support-bot');
    expect(verdict.verdict).toBe('improve');
    expect(figures.cost_per_successful_outcome).toMatchObject({ sample: 34, small_sample: false });
    expect(late.outcomes).toBe(18);
    tell('support-bot', true, RESOLVED);
    const body = { id: 'T-late', outcome: 'ticket_resolved', at: `${day(18)}T10:00:00Z` };
    await home.weir.admin.post<OutcomeAnswer>('/outcomes', { ...body, workload: 'support-bot' });
    const after = await unit('support-bot');
    expect(after.late.outcomes).toBe(19);
    expect(pico(after.figures.cost_per_successful_outcome?.value ?? '')).toBeLessThan(
      pico(figures.cost_per_successful_outcome?.value ?? ''),
    );
    const { gpu = 0n, review = 0n } = expectedShares()['support-bot'] ?? {};
    // it is not looked at by anybody before the next run
    const booked = gpu + review - pico(REVIEW.perOutcome);
    expectFigures(after, {
      ...factsOf(agents['support-bot'].seen, told['support-bot'], booked),
      ...ofBot,
    });
    await allocate();
    expectFigures(await unit('support-bot'), {
      ...factsOf(agents['support-bot'].seen, told['support-bot'], gpu + review),
      ...ofBot,
    });
  });

  it('finds an owner for cost of nobody: no total changes, coverage rises', async () => {
    const coverage = () => json<CoverageReport>(`attribution coverage ${RANGE}`);
    const [before, total] = [await coverage(), (await costs()).total];
    await weir(home.weir, [
      ...['attribution', 'rule', 'create', 'claim', '--when', 'workload=', '--when', 'provider=openai'],
      ...['--set', 'workload=lead-scorer', '--since', SINCE, '--reason', 'the script was theirs'],
    ]);
    const run = await json<AttributionRun>('attribution apply');
    expect(run.data).toMatchObject([{ calls: NOBODYS, cost: dollars(nobody.api) }]);
    const open = await json<Page<Proposal>>(`proposal list --state open --month ${MONTH}`);
    for (const { id } of open.data) await weir(home.weir, `proposal approve ${id} --by cfo@acme.example`);
    await waitFor('it to be booked', PATIENCE_MS, async () =>
      (await json<Proposal>(`proposal show ${run.data[0]?.proposal}`)).state === 'booked' ? true : undefined,
    );
    const moved = (await costs()).total;
    for (const name of [
      'cost',
      'loaded_cost',
      'list_cost',
      'calls',
      'input_tokens',
      'output_tokens',
    ] as const)
      expect(moved[name], name).toBe(total[name]);
    const after = await coverage();
    expect(Number(after.coverage)).toBeGreaterThan(Number(before.coverage));
    expect(pico(after.attributed_cost) - pico(before.attributed_cost)).toBe(nobody.api);
    expect((await json<AttributionRun>('attribution apply')).data).toEqual([]);

    const leads = agents['lead-scorer'].seen;
    const shared = shareOf('lead-scorer');
    leads.api += nobody.api;
    leads.tokens += nobody.tokens;
    leads.calls += nobody.calls;
    nobody = new Seen();
    expectFigures(await unit('lead-scorer'), factsOf(leads, told['lead-scorer'], shared));
    // who used more bears more from the next run on, and the others bear less
    await allocate();
    for (const id of WORKLOADS) {
      const facts = factsOf(agents[id].seen, told[id], shareOf(id));
      expectFigures(await unit(id), { ...facts, ...(id === 'support-bot' ? ofBot : {}) });
    }
    await expectAgreement();
  });

  it('keeps its figures when two workloads become one', async () => {
    const both = agents['support-bot'].seen.with(agents['desk-old'].seen);
    const toldOf = sumOf(told['support-bot'], told['desk-old']);
    const other = shareOf('support-bot') + shareOf('desk-old');
    const { total } = await costs();
    await weir(home.weir, 'workload merge desk-old --into support-bot');
    expectFigures(await unit('support-bot'), { ...factsOf(both, toldOf, other), ...ofBot });
    await allocate();
    expect((await costs()).total.loaded_cost).toBe(total.loaded_cost);
    // an outcome that is still told under the old name is the other's
    tell('support-bot', false);
    const body = { id: 'T-old', outcome: 'ticket_resolved', at: `${day(18)}T11:00:00Z`, success: false };
    const answer = await home.weir.admin.post<OutcomeAnswer>('/outcomes', { ...body, workload: 'desk-old' });
    expect(answer).toMatchObject({ added: 1, errors: [] });
    expectFigures(await unit('support-bot'), {
      ...factsOf(both, sumOf(told['support-bot'], told['desk-old']), other),
      ...ofBot,
    });
  });
});

const stepOf = (n: number, tool?: string): Step => ({
  model: n % 4 === 0 ? 'gpt-4o' : 'gpt-4o-mini',
  input: 1_000 + 37 * n,
  output: 100 + n,
  ...(tool === undefined ? {} : { tool }),
});

/** Tickets that are told of as soon as they are done; the last ones were not resolved. */
async function workOf(id: 'support-bot' | 'desk-old', tickets: number, resolved: number): Promise<void> {
  for (let n = 0; n < tickets; n++) {
    const task = await agents[id].run(`${id}-${n}`, `user-${n % 5}`, [stepOf(n), stepOf(n + 1)]);
    const success = n < resolved;
    tell(id, success, RESOLVED);
    task.outcome('ticket_resolved', { success, id: `${id}-${n}` });
  }
}

/** Nobody tells what came of these: the last call does. */
async function route(): Promise<void> {
  for (let n = 0; n < 12; n++) {
    const closes = n % 4 !== 3;
    tell('router', closes, ROUTED);
    await agents.router.run(`route-${n}`, `user-${n % 3}`, [
      stepOf(n, 'look_up'),
      stepOf(n + 2, closes ? 'close_ticket' : 'give_up'),
    ]);
  }
}

async function score(): Promise<void> {
  for (let n = 0; n < 8; n++) await agents['lead-scorer'].run(`lead-${n}`, `rep-${n % 2}`, [stepOf(n + 1)]);
}

/** The CRM tells what leads were worth, one of them twice; one was lost. */
async function wins(): Promise<void> {
  const hook = await json<{ path: string; signing_secret: string }>(
    'outcome webhook create crm --workload lead-scorer',
  );
  const values = ['1200.50', '80', '0.000000000001', undefined];
  const body = values.map((value, n) => {
    tell('lead-scorer', value !== undefined, value);
    return {
      ...{ id: `crm-${n}`, outcome: 'lead_won', at: new Date(backThen()).toISOString(), task: `lead-${n}` },
      ...(value === undefined ? { success: false } : { value, currency: 'USD' }),
    };
  });
  const text = JSON.stringify(body);
  const send = async (signed: string) => {
    const t = Math.floor(backThen() / 1_000);
    const v1 = createHmac('sha256', hook.signing_secret).update(`${t}.${signed}`).digest('hex');
    return fetch(`${home.weir.adminUrl}${hook.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-weir-signature': `t=${t},v1=${v1}` },
      body: text,
    });
  };
  expect((await send(`${text} `)).status).toBe(401);
  expect(await (await send(text)).json()).toMatchObject({ added: 4, errors: [] });
  expect(await (await send(text)).json()).toMatchObject({ added: 0, unchanged: 4 });
}

const apiCost = () => sum([...WORKLOADS.map((id) => agents[id].seen.api), nobody.api]);

function sumOf(a: Told, b: Told): Told {
  return {
    outcomes: a.outcomes + b.outcomes,
    successes: a.successes + b.successes,
    valued: a.valued + b.valued,
    value: a.value + b.value,
  };
}

/** Four ways to the same loaded cost, by workload and in all. */
async function expectAgreement(): Promise<void> {
  const { rows, total } = await costs('&by=workload&limit=100');
  const loaded = (list: readonly { name: string; loaded_cost: string }[]) =>
    Object.fromEntries(list.map(({ name, loaded_cost }) => [name, loaded_cost]));
  const named = ({ group, loaded_cost }: { group: Record<string, string>; loaded_cost: string }) => ({
    name: group['workload'] ?? '',
    loaded_cost,
  });
  const byCosts = loaded(rows.map(named));
  const { admin } = home.weir;
  const explored = await admin.get<ExploreReport>(`/explore?${QUERY}&by=workload`);
  expect(loaded(explored.rows.map(named))).toEqual(byCosts);
  expect(explored.total.loaded_cost).toBe(total.loaded_cost);
  const full = await json<FullCostReport>(`full-cost --by workload ${RANGE}`);
  expect(loaded(full.rows.map(({ group, loaded_cost }) => ({ name: group, loaded_cost })))).toEqual(byCosts);
  expect(full.total).toMatchObject({
    loaded_cost: total.loaded_cost,
    api_cost: dollars(apiCost()),
  });
  await weir(home.weir, `export charges ${RANGE} --out charges.csv`);
  const exported = csvRows(readFileSync(join(home.dir, 'charges.csv'), 'utf8'));
  const sums: Record<string, bigint> = {};
  for (const row of exported)
    sums[row['workload'] ?? ''] = (sums[row['workload'] ?? ''] ?? 0n) + pico(row['effective_cost'] ?? '');
  const rest = Object.entries(sums).flatMap(([name, amount]) =>
    amount === 0n ? [] : [[name, signed(amount)]],
  );
  expect(Object.fromEntries(rest)).toEqual(byCosts);
  expect(total.cost).toBe(dollars(apiCost()));
  await expectSameVerdicts();
}

/** The map shows what the page of a workload shows, and days sum to the whole. */
async function expectSameVerdicts(): Promise<void> {
  const { workloads } = await json<ViabilityMap>(`viability ${RANGE}`);
  for (const id of WORKLOADS) {
    const { figures, verdict, trend } = await unit(id);
    const shown = (name: keyof typeof figures) => figures[name]?.value;
    expect(workloads.find(({ workload }) => workload === id)).toMatchObject({
      api_cost: shown('api_cost'),
      loaded_cost: shown('loaded_cost'),
      outcomes: told[id].outcomes,
      successes: told[id].successes,
      cost_per_successful_outcome: shown('cost_per_successful_outcome'),
      value_per_outcome: shown('value_per_outcome'),
      value: shown('value'),
      verdict: verdict.verdict,
      because: verdict.because,
    });
    expect(signed(sum(trend.map((one) => pico(one.loaded_cost)))), id).toBe(shown('loaded_cost'));
    expect(signed(sum(trend.map((one) => pico(one.value)))), id).toBe(shown('value'));
    expect(trend.reduce((count, { successes }) => count + successes, 0)).toBe(told[id].successes);
  }
}
