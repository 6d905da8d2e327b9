// What sharing out costs takes: `npx tsx bench/economics/allocation.ts`. 1,000,000 charges of a month over 1,000 workloads, an item by a rule of
// three steps, from the ledger to parts that sum exactly. Then the division alone, with every charge a receiver. Fails above the aim.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Receiver, shareCosts } from '../../packages/core/src/economics/index.ts';
import { Decimal } from '../../packages/core/src/money/index.ts';
import { type BearingWorkload, createFullCost } from '../../packages/server/src/books/full-cost/index.ts';
import { openEngine } from '../../packages/server/src/ledger/open.ts';
import { createSqlLedger } from '../../packages/server/src/ledger/sql/store.ts';
import { createLogger } from '../../packages/server/src/platform/log.ts';

const CHARGES = 1_000_000;
const WORKLOADS = 1_000;
const AIM_S = 10;
const AMOUNT = '123456.789012345678';
const CHUNK = 250_000;
/** Of October 2026. */
const START = Date.UTC(2026, 9, 1);
const MONTH_MS = 31 * 86_400_000;

const log = createLogger('silent');
const directory = mkdtempSync(join(tmpdir(), 'weir-bench-allocation-'));
const engine = await openEngine({ path: join(directory, 'ledger'), log });
try {
  const ledger = createSqlLedger(engine);
  await ledger.migrate();
  const filled = performance.now();
  for (let from = 0; from < CHARGES / 2; from += CHUNK) await engine.command(calls(from, CHUNK));
  await engine.command(charges());
  const { charges: there } = await ledger.totals();
  tell(`${there} charges made`, filled);

  const fullCost = createFullCost({
    ledger: {
      existing: (ids) => ledger.existing(ids),
      append: (batch) => ledger.append(batch),
      detailSince: () => ledger.detailSince(),
    },
    economics: ledger.economics,
    outcomes: ledger.outcomes,
    items: async () => [
      {
        id: 'platform',
        name: 'Platform',
        category: 'infrastructure',
        terms: { kind: 'recurring', amount: AMOUNT, currency: 'USD', per: 'month' },
        from: '2026-10-01',
        until: '2026-11-01',
        rule: 'three-steps',
        sandbox: false,
        source: 'bench',
        created_at: '2026-10-01T00:00:00Z',
        updated_at: '2026-10-01T00:00:00Z',
      },
    ],
    rules: async () => [
      {
        id: 'three-steps',
        name: 'Three steps',
        among: {},
        steps: [
          { kind: 'split', among: 'cost_center', by: 'cost' },
          { kind: 'split', among: 'team', by: 'users' },
          { kind: 'split', among: 'workload', by: 'tokens' },
        ],
        on_zero_basis: 'even',
        created_at: '2026-10-01T00:00:00Z',
        updated_at: '2026-10-01T00:00:00Z',
      },
    ],
    quantities: { sums: async () => [] },
    pending: { read: async () => undefined, write: async () => {} },
    workloads: () => Array.from({ length: WORKLOADS }, (_, i) => workloadOf(i)),
    organization: () => ({ id: 'acme', currency: 'USD', time_zone: 'UTC' }),
    rates: async () => (amount) => amount,
    exclusive: (work) => work(),
    raise: () => {},
    clock: { now: () => Date.UTC(2026, 10, 5) },
  });
  const asked = performance.now();
  const parts = await fullCost.explain('2026-10', {});
  const seconds = tell(`one item shared among ${parts.length} workloads by three steps, explained`, asked);
  requireExact(parts.map(({ amount }) => Decimal.from(amount)));
  const nights = performance.now();
  const run = await fullCost.run('2026-10', { dryRun: true });
  tell(`a month of 31 nights caught up with at once, ${run.items[0]?.entries} entries`, nights);

  const receivers = Array.from({ length: CHARGES }, (_, i) => receiverOf(i));
  const divided = performance.now();
  const terms = {
    onZeroBasis: 'even',
    steps: [
      { kind: 'split', among: 'cost_center', by: 'cost' },
      { kind: 'split', among: 'team', by: 'calls' },
      { kind: 'split', among: 'workload', by: 'tokens' },
    ],
  } as const;
  const all = shareCosts([{ id: 'platform', amount: Decimal.from(AMOUNT), terms }], receivers);
  tell(`the division alone, among ${all.parts.length} receivers`, divided);
  requireExact(all.parts.map(({ amount }) => amount));
  if (seconds > AIM_S) process.exitCode = 1;
} finally {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
}

function workloadOf(i: number): BearingWorkload {
  const tags = {
    workload: `workload-${i}`,
    team: `team-${i % 50}`,
    cost_center: `cc-${i % 10}`,
    application: `app-${i % 100}`,
    environment: 'production',
  };
  return { id: `workload-${i}`, stage: 'production', tags };
}

function receiverOf(i: number): Receiver {
  const levels = { team: `team-${i % 50}`, cost_center: `cc-${i % 10}`, application: '', environment: '' };
  const basis = {
    cost: Decimal.fromPico(BigInt(i * 7_919)),
    calls: Decimal.from(1),
    tokens: Decimal.from(i % 9_973),
  };
  return { id: `r-${i}`, levels, basis };
}

function requireExact(amounts: readonly Decimal[]): void {
  const sum = amounts.reduce((a, b) => a.add(b), Decimal.ZERO);
  if (sum.compare(Decimal.from(AMOUNT)) !== 0) throw new Error(`Parts sum to ${sum}, not ${AMOUNT}`);
}

function tell(what: string, since: number): number {
  const seconds = (performance.now() - since) / 1_000;
  process.stdout.write(`${seconds.toFixed(2).padStart(8)} s  ${what}\n`);
  return seconds;
}

function calls(from: number, count: number): string {
  return `INSERT INTO calls (call_id, started_at, ended_at, source, provider, model, cost_center, team, workload, user, task, status, attribution,
  input_tokens, output_tokens, charge_count, cost, list_cost, currency, priced)
SELECT concat('c-', leftPad(toString(number), 9, '0')), fromUnixTimestamp64Milli(toInt64(${START} + cityHash64(number) % ${MONTH_MS}), 'UTC') AS at, at, 'gateway',
  'openai', 'gpt-4o', concat('cc-', toString(w % 10)), concat('team-', toString(w % 50)), concat('workload-', toString(w)),
  concat('user-', toString(cityHash64(number, 'u') % 20000)), concat('task-', toString(intDiv(number, 3))), 'ok', 'complete',
  cityHash64(number, 'i') % 4000, cityHash64(number, 'o') % 800, 2, toDecimal128(cityHash64(number, 'p') % 1000000 * 2, 12) / 100000000 AS price, price, 'USD', true
FROM (SELECT number, cityHash64(number, 'w') % ${WORKLOADS} AS w FROM numbers(${from}, ${count}))`;
}

/** Two of each call, of half its cost. */
function charges(): string {
  return `INSERT INTO charges (call_id, position, first_of_unit, first_of_category, started_at, attempt, unit, category, quantity, per, list_cost, contracted_cost,
  effective_cost, currency, price_ref, priced, billed_provider, billed_model, cost_center, team, workload, user, task, status, source, attribution, provider, model)
SELECT call_id, p, true, p = 0, started_at, 1, if(p = 0, 'input_tokens', 'output_tokens'), 'model_usage', toDecimal128(if(p = 0, input_tokens, output_tokens), 6), 1000000,
  cost / 2, cost / 2, cost / 2, 'USD', 'bench', true, provider, model, cost_center, team, workload, user, task, status, source, attribution, provider, model
FROM calls ARRAY JOIN [0, 1] AS p`;
}
