import type { CallFact, KeyWithSecret } from '@weir/core/contract';
import { type RunningWeir, startWeir } from '../../support/weir.ts';
import { CELLS, type Cell, MODES, type Mode, soundOf, workloadOf } from './cells.ts';
import { MATRIX_DIALECTS, type MatrixDialect, SCHEMA } from './dialects.ts';
import { type FaultyProviders, startFaultyProviders } from './provider.ts';

export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The connection broke before the answer was complete. */
  readonly broken: boolean;
  readonly callId: string;
}

export interface Played {
  readonly cell: Cell;
  readonly seen: Seen;
  readonly call: CallFact;
}

export interface Stage {
  readonly weir: RunningWeir;
  readonly providers: FaultyProviders;
  /** By workload. */
  readonly keys: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** USD per workload and month; far more than the matrix spends, and counted to the last digit. */
export const BUDGET = '1000';
const AT_ONCE = 40;

export async function setStage(): Promise<Stage> {
  const providers = await startFaultyProviders();
  const dialects = new Map<string, MatrixDialect>();
  for (const { provider, dialect, fault } of CELLS) {
    providers.faults.set(provider, fault);
    dialects.set(provider, dialect).set(soundOf(dialect), dialect);
  }
  const entries = [...dialects].map(([id, dialect]) => entry(id, dialect, providers));
  const config = [
    'gateway:',
    '  timeouts: { first_byte_ms: 5000, idle_ms: 5000 }',
    '  retries: { max_attempts: 2, backoff_ms: 5, max_wait_ms: 50 }',
    '  overload: { max_lag_ms: 60000 }',
    'log: { level: warn }',
    'providers:',
    ...entries,
  ].join('\n');
  const weir = await startWeir({ config });
  const keys = new Map<string, string>();
  for (const dialect of MATRIX_DIALECTS) {
    for (const mode of MODES) {
      const id = workloadOf(dialect, mode);
      const { secret }: KeyWithSecret = await weir.admin.createWorkload(id, {
        approved_models: [],
        budget: { amount: BUDGET, currency: 'USD', period: 'month' },
        ...routing(dialect, mode),
      });
      keys.set(id, secret);
    }
  }
  return {
    weir,
    providers,
    keys,
    async close() {
      await weir.stop();
      await providers.close();
    },
  };
}

function routing(dialect: MatrixDialect, mode: Mode): object {
  const better = `${soundOf(dialect)}/${dialect.better}`;
  if (mode === 'fallback') return { routing: { fallbacks: [better] } };
  if (mode === 'alone') return {};
  const on = ['error', 'refusal', 'invalid_output', 'truncated', 'low_confidence'];
  return { routing: { escalation: { to: [better], on } } };
}

function entry(id: string, { adapter, versionPath }: MatrixDialect, { urlOf }: FaultyProviders): string {
  const price = adapter === 'gemini' ? 'google' : adapter;
  return `  - { id: ${id}, dialect: ${adapter}, base_url: "${urlOf(id)}${versionPath}", price_provider: ${price} }`;
}

/** All cells, many at a time, each with the call the ledger then holds. */
export async function playAll(stage: Stage): Promise<Played[]> {
  const queue = [...CELLS];
  const seen: { cell: Cell; seen: Seen }[] = [];
  const player = async () => {
    for (let cell = queue.pop(); cell !== undefined; cell = queue.pop()) {
      seen.push({ cell, seen: await ask(stage, cell, `${cell.provider}/${cell.model}`, cell.name) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, player));
  const played: Played[] = [];
  for (const one of seen) {
    const call = await stage.weir.admin.call(one.seen.callId, 10_000).catch((error: unknown) => {
      throw new Error(`${one.cell.name}: ${one.seen.status} ${one.seen.text.slice(0, 300)}`, {
        cause: error,
      });
    });
    played.push({ ...one, call });
  }
  return played;
}

export async function ask(
  { weir, keys }: Stage,
  { dialect, stream, fault, workload }: Pick<Cell, 'dialect' | 'stream' | 'fault' | 'workload'>,
  model: string,
  text: string,
): Promise<Seen> {
  const schema = fault === 'invalid-json' || fault === 'wrong-shape' ? SCHEMA : undefined;
  const body = dialect.body({ model, stream, text, schema, logprobs: fault === 'low-confidence' });
  const response = await fetch(`${weir.gatewayUrl}${dialect.path(model, stream)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.get(workload)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const decoder = new TextDecoder();
  let told = '';
  let broken = false;
  try {
    for await (const chunk of response.body ?? [])
      told += decoder.decode(chunk as Uint8Array, { stream: true });
  } catch {
    broken = true;
  }
  const callId = response.headers.get('x-weir-call-id') ?? '';
  return { status: response.status, headers: response.headers, text: told, broken, callId };
}
