import type { Budget, BudgetStatus, BudgetView, CallFact, CostReport } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { type CliResult, createTestIo, runWeir } from '../../packages/server/src/cli/testing.ts';
import { waitFor } from './wait.ts';
import type { RunningWeir } from './weir.ts';

/** What tests of limits ask of a running Weir. */
export class Limits {
  private readonly weir: RunningWeir;

  constructor(weir: RunningWeir) {
    this.weir = weir;
  }

  /** A monthly budget in USD that all gateways know and count for. */
  async budget(id: string, terms: Record<string, unknown>): Promise<Budget> {
    const made = await this.weir.admin.post<Budget>('/budgets', {
      id,
      currency: 'USD',
      period: 'month',
      ...terms,
    });
    await this.certain(id);
    return made;
  }

  async status(id: string): Promise<BudgetStatus> {
    const { status } = await this.weir.admin.get<BudgetView>(`/budgets/${id}`);
    if (status === undefined) throw new Error(`nothing is known of budget ${id}`);
    return status;
  }

  certain(id: string, withinMs = 5_000): Promise<BudgetStatus> {
    return waitFor(`budget ${id} to be certain`, withinMs, async () => {
      const status = await this.status(id);
      return status.certain ? status : undefined;
    });
  }

  /** Once nothing is reserved and what is settled is what the ledger holds. */
  atRest(id: string, filter: string, withinMs = 10_000): Promise<BudgetStatus> {
    let last: unknown;
    return waitFor(`budget ${id} to equal the ledger`, withinMs, async () => {
      const [status, cost] = await Promise.all([this.status(id), this.cost(filter)]);
      last = { status, cost };
      return isZero(status.reserved) && same(status.settled, cost) ? status : undefined;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)} ${JSON.stringify(last)}`);
    });
  }

  /** By the ledger, sandbox included; `filter` as in `workload=a`, '' for all. */
  async cost(filter: string): Promise<string> {
    const query = new URLSearchParams({ by: 'workload', since: '2020-01-01', until: '2100-01-01' });
    query.set('sandbox', 'include');
    if (filter !== '') query.set('filter', filter);
    return (await this.weir.admin.get<CostReport>(`/costs?${query}`)).total.cost;
  }

  /** One chat completion over plain HTTP. */
  async chat(secret: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const began = performance.now();
    const response = await fetch(`${this.weir.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 40, messages: SAY, ...body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      callId: response.headers.get('x-weir-call-id') ?? '',
      code: response.headers.get('x-weir-error') ?? undefined,
      text,
      ms: performance.now() - began,
    };
  }

  /** The command line, as a user of this installation runs it. */
  cli(line: string[]): Promise<CliResult> {
    const env = { WEIR_ADMIN_URL: this.weir.adminUrl, WEIR_ADMIN_TOKEN: this.weir.adminToken };
    const io = createTestIo({ cwd: this.weir.dir, env, fetch, now: Date.now });
    const openLocalControl = () => Promise.reject(new Error('a running control was there to be asked'));
    return runWeir(line, { io, openLocalControl });
  }

  /** Its answer as JSON; fails on any exit code but 0. */
  async cliJson<T>(line: string[]): Promise<T> {
    const { code, out, err } = await this.cli([...line, '--json']);
    if (code !== 0) throw new Error(`weir ${line.join(' ')}: ${code} ${err}`);
    return JSON.parse(out) as T;
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  callId: string;
  /** Of Weir's own refusal. */
  code: string | undefined;
  text: string;
  ms: number;
}

export const SAY = [{ role: 'user' as const, content: 'Say a word or two about hail.' }];

export const isZero = (amount: string): boolean => Decimal.from(amount).isZero;
export const same = (a: string, b: string): boolean => Decimal.from(a).compare(Decimal.from(b)) === 0;
/** With as many decimals as they have, which is twelve. */
export const sumOfAmounts = (amounts: readonly string[]): string =>
  amounts.reduce((sum, amount) => sum.add(Decimal.from(amount)), Decimal.from('0')).toFixed(12);
export const less = (a: string, b: string): boolean => Decimal.from(a).compare(Decimal.from(b)) < 0;

/** Which of the candidates answered, by the routing decision. */
export function chosen(call: CallFact): { provider: string; model: string; tier?: string } | undefined {
  return call.routing?.candidates.find(({ fate }) => fate === 'chosen');
}
