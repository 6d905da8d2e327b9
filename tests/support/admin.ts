import type { CallFact, CallSummary, KeyWithSecret, Page } from '@weir/core/contract';
import { sumOf } from './prices.ts';
import { waitFor } from './wait.ts';

/** The admin API as tests use it. Answers other than 2xx throw with their text. */
export class Admin {
  readonly url: string;
  private readonly gatewayUrl: string;
  /** As it is now: the one of the local command line is new with every control. */
  readonly token: () => string;

  constructor(url: string, gatewayUrl: string, token: () => string) {
    this.url = url;
    this.gatewayUrl = gatewayUrl;
    this.token = token;
  }

  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  get<T>(path: string): Promise<T> {
    return this.request('GET', path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.request('POST', path, body);
  }

  /** A workload with everything attribution wants, and a key for it that the gateway knows already. */
  async createWorkload(id: string, changes: Record<string, unknown> = {}): Promise<KeyWithSecret> {
    const application = `${id}-app`;
    await this.post('/applications', { id: application });
    await this.post('/workloads', {
      id,
      application,
      environment: 'production',
      stage: 'production',
      owner: 'test@example.com',
      cost_center: 'default',
      use_case: 'testing',
      business_process: 'quality',
      request_type: 'test',
      approved_models: ['sandbox-openai/*', 'sandbox-anthropic/*'],
      ...changes,
    });
    const key = await this.post<KeyWithSecret>('/keys', { workload: id });
    await this.keyKnown(key.secret);
    return key;
  }

  /** Changes reach gateways in under a second; fails when this one does not. */
  async keyKnown(secret: string): Promise<void> {
    await waitFor('the gateway to know the key', 1_000, async () => {
      const response = await fetch(`${this.gatewayUrl}/v1/models`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      await response.arrayBuffer();
      return response.status === 401 ? undefined : true;
    });
  }

  /**
   * The call once it is in the ledger; fails when that takes longer than the promised two seconds. A call's charges
   * land in a table of their own a moment after it, so it counts as there when they add up.
   */
  async call(callId: string, withinMs = 2_000): Promise<CallFact> {
    return waitFor(`call ${callId} in the ledger`, withinMs, async () => {
      const response = await fetch(`${this.url}/api/v1/calls/${callId}`, {
        headers: { authorization: `Bearer ${this.token()}` },
      });
      if (!response.ok) return undefined;
      const call = (await response.json()) as CallFact;
      return sumOf(call.charges.map((charge) => charge.effective_cost)) === call.cost ? call : undefined;
    });
  }

  /** The newest calls of a workload, as soon as there are at least `count`. */
  async calls(workload: string, count: number, withinMs = 2_000): Promise<CallSummary[]> {
    return waitFor(`${count} calls of ${workload} in the ledger`, withinMs, async () => {
      const query = new URLSearchParams({ filter: `workload=${workload}`, sandbox: 'include', limit: '100' });
      const { data } = await this.get<Page<CallSummary>>(`/calls?${query}`);
      return data.length >= count ? data : undefined;
    });
  }
}
