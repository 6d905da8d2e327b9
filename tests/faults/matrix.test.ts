import type { CallFact, CostReport } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumOf } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { CELLS, MODES, soundOf, workloadOf } from './matrix/cells.ts';
import { MATRIX_DIALECTS, type MatrixDialect } from './matrix/dialects.ts';
import { expectedOf } from './matrix/expected.ts';
import { ask, type Played, playAll, type Stage, setStage } from './matrix/run.ts';

let stage: Stage;
const played = new Map<string, Played>();

beforeAll(async () => {
  stage = await setStage();
  for (const one of await playAll(stage)) played.set(one.cell.name, one);
});
afterAll(async () => {
  await stage?.close();
});

function of(name: string): Played {
  const found = played.get(name);
  if (found === undefined) throw new Error(`${name} was not played`);
  return found;
}

describe('every fault of a provider, unary and streamed, alone, with a stand-in, with escalation [8] [27]', () => {
  it.each(CELLS.map((cell) => [cell.name, cell] as const))('%s', (name, cell) => {
    const { seen, call } = of(name);
    const expected = expectedOf(cell);
    expect({ tries: triesOf(call), client: clientSaw(of(name)), charged: chargesOf(call) }).toEqual(expected);
    expect(seen.broken).toBe(false);
    expect(sumOf(call.charges.map(({ effective_cost }) => effective_cost))).toBe(call.cost);
    expect(call.estimated).toBe(call.charges.some(({ estimated }) => estimated));
    expect(call.status).toBe(expected.client === 'whole' ? 'ok' : 'upstream_error');
    if (typeof expected.client === 'number') isError(cell.dialect, cell.fault, of(name));
  });
});

describe('after all of it', () => {
  it('no provider was asked without a try on record, and no call is there twice', async () => {
    const tries = new Map<string, number>();
    for (const { call } of played.values()) {
      for (const { provider } of call.attempts) tries.set(provider, (tries.get(provider) ?? 0) + 1);
    }
    expect(Object.fromEntries(tries)).toEqual(Object.fromEntries(stage.providers.reached));
    expect(new Set([...played.values()].map(({ call }) => call.call_id)).size).toBe(CELLS.length);
    for (const workload of workloads()) {
      const rows = await stage.weir.admin.calls(workload, 1);
      expect(new Set(rows.map(({ call_id }) => call_id)).size).toBe(rows.length);
    }
  });

  it('what a workload spent is the sum of its charges', async () => {
    for (const workload of workloads()) {
      const costs = [...played.values()]
        .filter(({ cell }) => cell.workload === workload)
        .map(({ call }) => call.cost);
      expect(await spentBy(workload)).toBe(sumOf(costs));
    }
  });

  it('no reservation stays open: a call that needs all that is left of a budget passes', async () => {
    for (const dialect of MATRIX_DIALECTS) {
      for (const mode of MODES) await lastOfTheBudget(dialect, workloadOf(dialect, mode));
    }
  });
});

/** Sets the budget to what was spent and what one such call reserves, to the last digit. */
async function lastOfTheBudget(dialect: MatrixDialect, workload: string): Promise<void> {
  const { admin } = stage.weir;
  const cell = { dialect, stream: dialect.streams[0] ?? false, fault: '', workload };
  const call = () => ask(stage, cell, `${soundOf(dialect)}/${dialect.models[0]}`, 'One more, please.');
  const probe = await call();
  expect(probe.status).toBe(200);
  const { reserved_cost } = await admin.call(probe.callId, 10_000);
  const amount = sumOf([await spentBy(workload), reserved_cost]);
  await admin.request('PATCH', `/workloads/${workload}`, {
    budget: { amount, currency: 'USD', period: 'month' },
  });
  const passed = await waitFor(`the rest of the budget of ${workload}`, 5_000, async () => {
    const seen = await call();
    return seen.status === 200 ? seen : undefined;
  });
  await admin.call(passed.callId, 10_000);
  // and now there is less than it takes: the budget was in force
  const refused = await waitFor(`${workload} to be refused`, 5_000, async () => {
    const seen = await call();
    return seen.status === 402 ? seen : undefined;
  });
  expect(refused.text).toContain('budget');
}

async function spentBy(workload: string): Promise<string> {
  const query = `by=workload&filter=workload=${workload}&since=2020-01-01&until=2100-01-01`;
  const report = await stage.weir.admin.get<CostReport>(`/costs?${query}`);
  return report.total.cost;
}

function workloads(): string[] {
  return MATRIX_DIALECTS.flatMap((dialect) => MODES.map((mode) => workloadOf(dialect, mode)));
}

function triesOf({ attempts }: CallFact): string[] {
  return attempts.map(({ http_status, superseded_by }) => {
    const status = http_status ?? '-';
    return superseded_by === undefined ? `${status}` : `${status}>${superseded_by}`;
  });
}

/** A try without any answer counts as worked on, and is billed, once it lasted a second: on a busy machine that happens. */
function chargesOf({ charges, attempts }: CallFact): Record<string, string | undefined> {
  const slow = new Set(
    attempts
      .filter(({ error_code, duration_ms }) => error_code === 'upstream_unreachable' && duration_ms >= 1_000)
      .map(({ attempt }) => attempt),
  );
  return Object.fromEntries(
    charges
      .filter(({ attempt }) => !slow.has(attempt))
      .map(({ attempt, estimated, estimate_reason }) => [attempt, estimated ? estimate_reason : 'exact']),
  );
}

function clientSaw({ cell, seen }: Played): 'whole' | 'failed stream' | 'neither' | number {
  const { status, text } = seen;
  if (status !== 200) return status;
  if (!cell.stream) return isJson(text) || cell.fault.startsWith('malformed') ? 'whole' : 'neither';
  const [whole, failed] = [cell.dialect.endsWell(text), cell.dialect.tellsFailure(text)];
  if (whole === failed) return 'neither';
  return whole ? 'whole' : 'failed stream';
}

/** An error in the dialect's own shape; what a proxy in between made is passed on as it is. */
function isError(dialect: MatrixDialect, fault: string, { seen }: Played): void {
  expect(seen.callId).not.toBe('');
  if (fault.includes('retry-after=30')) expect(seen.headers.get('retry-after')).toBe('30');
  if (fault === 'html') return;
  const said: unknown = JSON.parse(seen.text);
  const text = expect.any(String);
  const shapes = {
    openai: { error: { message: text, type: text } },
    anthropic: { type: 'error', error: { type: text, message: text } },
    gemini: { error: { code: seen.status, message: text, status: text } },
  };
  expect(said).toMatchObject(shapes[dialect.adapter]);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
