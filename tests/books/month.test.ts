import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Anthropic from '@anthropic-ai/sdk';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type {
  CostReport,
  Page,
  Period,
  Proposal,
  ProviderReconciliation,
  Reconciliation,
  ReconciliationRun,
} from '@weir/core/contract';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dollars } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { pico, signed, sum } from './amounts.ts';
import { type Billed, Books, listPrice } from './books.ts';
import { inProcess, weir, weirJson } from './command.ts';
import { csvRows } from './csv.ts';
import {
  BACK_THEN_MS,
  CUR_COLUMNS,
  configOf,
  curRow,
  day,
  focusBill,
  Installation,
  MONTH,
  SINCE,
  UNTIL,
} from './month-fixture.ts';
import { startTwoProviders, type TwoProviders } from './two-providers.ts';

/** OpenAI gives a discount nobody told Weir of; Anthropic bills one price wrong. */
const books = new Books((model, unit) => {
  if (model === 'gpt-4o-2024-08-06') return 90n;
  return model === 'claude-sonnet-4-6' && unit === 'output_tokens' ? 110n : 100n;
});
const CALLS: Readonly<Record<string, number>> = {
  'gpt-4o': 6,
  'gpt-4o-mini': 4,
  'gpt-5-mini': 2,
  'claude-haiku-4-5': 5,
  'claude-sonnet-4-6': 3,
};
const GATEWAY_CALLS = Object.values(CALLS).reduce((sum, count) => sum + count, 0);
const SPANS = 2;
/** Billed by OpenAI, never answered: accepted, with a reason. */
const EXTRA_TOKENS = 500;
const SEATS = 2;
const SEAT_PICO = 19_000_000_000_000n;
const BEDROCK_PICO = 3_703_701_000_000n + 1_500_000_000_000n;
const AZURE_PICO = 12_500_000_000_000n;

let providers: TwoProviders;
let home: Installation;
let shift = BACK_THEN_MS;
const cli = (line: string | readonly string[]) => weir(home.weir, line);
const json = <T>(line: string | readonly string[]) => weirJson<T>(home.weir, line);
const run = (line: string) => json<ReconciliationRun>(`reconcile run --month ${MONTH}${line}`);
const cost = (more = '') => json<CostReport>(`cost --by provider --since ${SINCE} --until ${UNTIL}${more}`);
const of = (report: Reconciliation, name: string): ProviderReconciliation => {
  const found = report.providers.find(({ provider }) => provider === name);
  if (found === undefined) throw new Error(`${name} is not compared: ${JSON.stringify(report.providers)}`);
  return found;
};
const openProposals = async () =>
  (await json<Page<Proposal>>(`proposal list --state open --month ${MONTH}`)).data;
const byProvider = (provider: string) => (line: Billed) => line.provider === provider;

beforeAll(async () => {
  providers = await startTwoProviders(books, () => new Date(Date.now() + shift));
  home = new Installation(configOf(providers.url));
  await home.start(shift);
});
afterAll(async () => {
  await home?.remove();
  await providers?.close();
});

describe('a month of mixed sources', () => {
  it('is lived through: calls by official clients, and traces of what bypassed the gateway', async () => {
    const { admin, gatewayUrl, adminUrl } = home.weir;
    const { secret } = await admin.createWorkload('support-bot', { approved_models: [] });
    const traced = await admin.createWorkload('traced', { approved_models: [] });
    await admin.createWorkload('labs', { approved_models: [] });
    const openai = new OpenAI({ apiKey: secret, baseURL: `${gatewayUrl}/v1`, maxRetries: 0 });
    const anthropic = new Anthropic({ apiKey: secret, baseURL: gatewayUrl, maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: 'What does a weir do?' }];
    for (const [model, count] of Object.entries(CALLS)) {
      for (let n = 0; n < count; n++) {
        if (model.startsWith('claude')) await anthropic.messages.create({ model, max_tokens: 400, messages });
        else await openai.chat.completions.create({ model, max_tokens: 400, messages });
      }
    }

    const exporter = new OTLPTraceExporter({
      url: `${adminUrl}/otlp/v1/traces`,
      headers: { authorization: `Bearer ${traced.secret}` },
    });
    const tracing = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    for (let n = 0; n < SPANS; n++) {
      const at = Date.parse(`${day(20)}T11:${10 + n}:00Z`);
      const span = tracing.getTracer('app').startSpan('chat gpt-4o-mini', {
        startTime: at,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-4o-mini',
          'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
          'gen_ai.usage.input_tokens': 1_000,
          'gen_ai.usage.output_tokens': 100,
        },
      });
      span.end(at + 900);
    }
    await tracing.forceFlush();
    await tracing.shutdown();

    await waitFor('all calls in the ledger', 10_000, async () =>
      (await cost()).total.calls === GATEWAY_CALLS + SPANS ? true : undefined,
    );
    await home.stop();
  });

  it('is told by everybody who bills: usage and costs, seats, a bill of AWS, a FOCUS file', async () => {
    shadowTraffic();
    providers.seats.push(...['octocat', 'hubot'].map(seat));
    shift = 0;
    await home.start();
    const api = ['--setting', 'allow_private_network=true', '--setting', 'requests_per_minute=6000'];
    const since = ['--setting', `since=${SINCE}`, '--schedule', 'none'];
    const create = (id: string, kind: string, more: string[]) =>
      cli(['source', 'create', id, '--kind', kind, ...more]);
    const at = (url: string) => ['--setting', `base_url=${url}`, ...api, ...since];
    await create('openai', 'openai', [...at(`${providers.url}/v1`), '--secret', 'admin_key=sk-admin-1']);
    await create('anthropic', 'anthropic', [...at(providers.url), '--secret', 'admin_key=sk-ant-admin-1']);
    await create('copilot', 'copilot', [
      ...at(providers.url),
      ...['--setting', 'organization=acme', '--secret', 'token=ghp_1', '--tag', 'workload=copilot'],
    ]);
    await create('bedrock', 'aws-cur', ['--role', 'charges', '--tag', 'workload=batch-eval']);
    await create('azure', 'focus', []);
    for (const id of ['openai', 'anthropic'])
      expect(await json(`source run ${id} --strict`)).toMatchObject({ state: 'done', quarantined: 0 });
    // GitHub does not know seats that were given back, and Weir says so
    expect(await json('source run copilot')).toMatchObject({ state: 'warned', quarantined: 0 });

    const rows = [
      CUR_COLUMNS.join(','),
      curRow('input', '1234.567', '3.703701'),
      curRow('output', '100', '1.5'),
    ];
    writeFileSync(join(home.dir, 'cur.csv.gz'), gzipSync(`${rows.join('\n')}\n`));
    writeFileSync(join(home.dir, 'azure.csv'), focusBill('12.5'));
    expect(await json('source import bedrock cur.csv.gz --strict')).toMatchObject({ read: 2, added: 2 });
    expect(await json('focus import azure.csv --source azure --strict')).toMatchObject({ added: 1 });
    // the same again counts nothing twice
    expect(await json('source import bedrock cur.csv.gz --strict')).toMatchObject({ added: 0, unchanged: 2 });
    expect(await json('source run openai --strict')).toMatchObject({ added: 0, revised: 0 });
  });

  it('has a gap that is known to the last digit before anything is decided', async () => {
    const { total } = await cost();
    expect(total.cost).toBe(dollars(bookedByCalls() + BEDROCK_PICO + SEAT_PICO * BigInt(SEATS)));
    const report = await json<Reconciliation>(`reconcile show --month ${MONTH}`);
    const openai = books.total(byProvider('openai'));
    const anthropic = books.total(byProvider('anthropic'));
    expect(pico(of(report, 'openai').invoice ?? '')).toBe(openai);
    expect(pico(of(report, 'anthropic').invoice ?? '')).toBe(anthropic);
    expect(pico(of(report, 'openai').gap ?? '')).toBe(ledgerOf('openai') - openai);
    expect(pico(of(report, 'anthropic').gap ?? '')).toBe(ledgerOf('anthropic') - anthropic);
    expect(Object.keys(of(report, 'openai').differences)).toEqual(
      expect.arrayContaining(['missing_in_ledger', 'price_difference', 'quantity_difference']),
    );
    expect(Object.keys(of(report, 'anthropic').differences)).toEqual(
      expect.arrayContaining(['missing_in_ledger', 'price_difference']),
    );
    expect((await json<Period>(`period show ${MONTH}`)).open_points).not.toEqual([]);
  });

  it('takes the discount that was found late: rerated, approved, and not found twice', async () => {
    await cli(`price override create openai gpt-4o --discount-percent 10 --from ${SINCE} --source contract`);
    const before = await cost();
    await cli(`price rerate --since ${SINCE} --until ${UNTIL} --dry-run`);
    expect((await cost()).total.cost).toBe(before.total.cost);
    await cli(`price rerate --since ${SINCE} --until ${UNTIL}`);
    const [proposal] = (await openProposals()).filter(({ kind }) => kind === 'rerate');
    const saved = -books.lines
      .filter(({ model, project }) => model.startsWith('gpt-4o-2024') && project === 'proj_app')
      .flatMap(({ quantities }) => Object.entries(quantities))
      .reduce((sum, [unit, n]) => sum + (BigInt(n) * listPrice('gpt-4o', unit)) / 10n, 0n);
    expect(pico(proposal?.amount ?? '')).toBe(saved);
    await cli(`proposal approve ${proposal?.id} --by cfo@example.com`);
    expect((await cost()).total.cost).toBe(dollars(pico(before.total.cost) + saved));
    await cli(`price rerate --since ${SINCE} --until ${UNTIL}`);
    expect((await openProposals()).filter(({ kind }) => kind === 'rerate')).toEqual([]);
  });

  it('agrees with the bills once what is proposed is approved, and what is not is accepted with a reason', async () => {
    const first = await run('');
    expect(first.proposed.length).toBeGreaterThan(0);
    const open = await openProposals();
    for (const proposal of open) {
      const disputed = proposal.subject['model']?.startsWith('gpt-5-mini') ?? false;
      if (disputed) await cli(['proposal', 'ignore', proposal.id, '--reason', 'refunded by voucher 88']);
      else await cli(`proposal approve ${proposal.id} --by cfo@example.com`);
    }
    const second = await run('');
    expect(second.proposed).toEqual([]);
    for (const [name, gap] of [
      ['openai', -ignored()],
      ['anthropic', 0n],
      ['azure', 0n],
    ] as const) {
      const found = of(second, name);
      expect(signed(pico(found.gap ?? '')), name).toBe(signed(gap));
      expect(Number(found.explained_share), name).toBe(1);
      expect(Number(found.undecided), name).toBe(0);
    }
    const { rows, total } = await cost(' --by workload');
    expect(total.cost).toBe(dollars(contracted()));
    const labs = rows.find(({ group }) => group['workload'] === 'labs');
    expect(labs?.cost).toBe(dollars(books.total(({ project }) => /labs/.test(project))));
  });

  it('spreads a commitment over what used it, once', async () => {
    const agreed = 100_000_000_000n;
    const terms = JSON.stringify({ amount: '0.1', discount_percent: '20', period: 'month' });
    await cli([
      ...['agreement', 'create', 'anthropic-2026', '--kind', 'commitment', '--provider', 'acme-anthropic'],
      ...['--from', SINCE, '--terms', terms, '--source', 'contract 4711'],
    ]);
    const before = (await cost()).total.cost;
    await cli(`agreement apply ${MONTH}`);
    const after = (await cost()).total.cost;
    const used = books.total(({ project }) => project === 'wrkspc_app');
    expect(after).toBe(dollars(pico(before) + agreed - used));
    const { rows } = await json<CostReport>(
      `cost --by workload --since ${SINCE} --until ${UNTIL} --filter provider=acme-anthropic`,
    );
    // four fifths of what was used, and the rest of what was agreed to nobody
    expect(Object.fromEntries(rows.map(({ group, cost }) => [group['workload'], cost]))).toEqual({
      'support-bot': dollars((used * 8n) / 10n),
      '': dollars(agreed - (used * 8n) / 10n),
    });
    await cli(`agreement apply ${MONTH}`);
    expect((await cost()).total.cost).toBe(after);
    // it is no part of a bill
    expect((await run('')).proposed).toEqual([]);
  });

  it('is reviewed and closed, with no point open', async () => {
    const month = await json<Period>(`period show ${MONTH}`);
    expect(month.open_points).toEqual([]);
    expect(await json(`period review ${MONTH} --by ada@example.com`)).toMatchObject({ state: 'reviewed' });
    expect(await json(`period close ${MONTH} --by cfo@example.com`)).toMatchObject({
      state: 'closed',
      closed_cost: month.cost,
      corrections: '0.000000000000',
    });
  });

  it('is changed by corrections only: a late call, a restated bill', async () => {
    const closed = await json<Period>(`period show ${MONTH}`);
    const late = { at: `${day(25)}T08:00:00Z`, input_tokens: 1_000, output_tokens: 100 };
    writeFileSync(join(home.dir, 'late.jsonl'), `${JSON.stringify(late)}\n`);
    const line = 'import calls late.jsonl --format jsonl --provider openai --model gpt-4o --workload traced';
    expect(JSON.parse(await inProcess(home.dir, `${line} --json`))).toMatchObject({ imported: 1 });
    const corrections = async () => {
      const now = await json<Period>(`period show ${MONTH}`);
      expect(now).toMatchObject({ state: 'closed', closed_cost: closed.closed_cost });
      expect(pico(now.cost)).toBe(pico(now.closed_cost ?? '') + pico(now.corrections ?? ''));
      return pico(now.corrections ?? '');
    };
    // 1,000 at 2.25 and 100 at 9 dollars per million
    expect(await corrections()).toBe(3_150_000_000n);

    const restated = { ...late, model: 'gpt-4o-2024-08-06', day: day(25), requests: 1 };
    books.bill({
      ...{ provider: 'openai', project: 'proj_traced', ...restated },
      quantities: { input_tokens: late.input_tokens, output_tokens: late.output_tokens },
    });
    const shadow = { ...restated, model: 'gpt-4o-mini-2024-07-18', day: day(22) };
    books.bill({
      ...{ provider: 'openai', project: 'proj_labs', ...shadow },
      quantities: { input_tokens: 40_000 },
    });
    await cli(`source backfill openai --since ${SINCE} --until ${UNTIL}`);
    const { proposed } = await run('');
    // 40,000 at 0.15 dollars per million
    expect(proposed.map(({ kind, amount }) => [kind, amount])).toEqual([['add', '0.006000000000']]);
    expect(await corrections()).toBe(3_150_000_000n);
    await cli(`proposal approve ${proposed[0]?.id} --by cfo@example.com`);
    expect(await corrections()).toBe(3_150_000_000n + 6_000_000_000n);
    const again = await run('');
    expect(again.proposed).toEqual([]);
    expect(pico(of(again, 'openai').gap ?? '')).toBe(-ignored());
    const { mismatched } = await home.weir.admin.post<{ mismatched: string[] }>('/periods/verify', {});
    expect(mismatched).toEqual([]);
  });

  it.each(['1.2', '1.4'])('is exported as FOCUS %s, which sums to the ledger', async (version) => {
    const file = `month-${version}.csv`;
    await inProcess(home.dir, `focus export --version ${version} --month ${MONTH} --out ${file}`);
    await inProcess(home.dir, `focus check ${file} --version ${version}`);
    const rows = csvRows(readFileSync(join(home.dir, file), 'utf8'));
    const month = await json<Period>(`period show ${MONTH}`);
    const costOf = (some: typeof rows) => sum(some.map((row) => pico(row['EffectiveCost'] ?? '')));
    const corrected = rows.filter((row) => row['ChargeClass'] === 'Correction');
    expect(signed(costOf(rows))).toBe(month.cost);
    expect(signed(costOf(corrected))).toBe(month.corrections);
    expect(signed(costOf(rows.filter((row) => row['ChargeClass'] === '')))).toBe(month.closed_cost);
  });

  it('is exported charge by charge', async () => {
    const line = `export charges --since ${SINCE} --until ${UNTIL} --out charges.csv`;
    await inProcess(home.dir, line);
    const rows = csvRows(readFileSync(join(home.dir, 'charges.csv'), 'utf8'));
    const { cost: whole } = await json<Period>(`period show ${MONTH}`);
    expect(signed(sum(rows.map((row) => pico(row['effective_cost'] ?? ''))))).toBe(whole);
    expect(whole).toBe((await cost()).total.cost);
  });
});

/** What went past Weir, and what OpenAI bills beside it. */
function shadowTraffic(): void {
  const mini = 'gpt-4o-mini-2024-07-18';
  books.bill({
    ...{ provider: 'openai', project: 'proj_traced', day: day(20), model: mini, requests: SPANS },
    quantities: { input_tokens: 1_000 * SPANS, output_tokens: 100 * SPANS },
  });
  books.bill({
    ...{ provider: 'openai', project: 'proj_labs', day: day(5), model: mini, requests: 40 },
    quantities: { input_tokens: 1_000_000, cache_read_tokens: 500_000, output_tokens: 200_000 },
  });
  books.bill({
    ...{ provider: 'anthropic', project: 'wrkspc_labs', day: day(7), model: 'claude-haiku-4-5-20251001' },
    quantities: { input_tokens: 300_000, output_tokens: 40_000 },
    requests: 12,
  });
  books.bill({
    ...{ provider: 'openai', project: 'proj_app', day: day(20), model: 'gpt-5-mini-2025-08-07' },
    quantities: { output_tokens: EXTRA_TOKENS },
    requests: 0,
  });
}

function seat(login: string, n: number): object {
  return {
    created_at: '2025-08-03T18:00:00Z',
    updated_at: '2025-09-23T15:00:00Z',
    pending_cancellation_date: null,
    last_activity_at: null,
    last_activity_editor: null,
    plan_type: 'business',
    assignee: { login, id: n + 1, type: 'User' },
  };
}

/** At list prices, what calls and traces of a provider cost; the bill may say otherwise. */
function ledgerOf(provider: string): bigint {
  return books.lines
    .filter((line) => line.provider === provider && /app|traced/.test(line.project) && line.requests > 0)
    .flatMap(({ model, quantities }) =>
      Object.entries(quantities).map(([unit, n]) => BigInt(n) * listPrice(model, unit)),
    )
    .reduce((sum, one) => sum + one, 0n);
}

const ignored = () => BigInt(EXTRA_TOKENS) * listPrice('gpt-5-mini-2025-08-07', 'output_tokens');
const bookedByCalls = () => ledgerOf('openai') + ledgerOf('anthropic');

/** What the month comes to once it agrees with the bills. */
function contracted(): bigint {
  return books.total(() => true) - ignored() + BEDROCK_PICO + AZURE_PICO + SEAT_PICO * BigInt(SEATS);
}
