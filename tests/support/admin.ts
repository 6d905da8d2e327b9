import type { CallFact, CallSummary, KeyWithSecret, Page } from '@weir/core/contract';
import { waitFor } from './wait.ts';

/** The admin API as tests use it. Answers other than 2xx throw with their text. */
export class Admin {
  readonly url: string;
  private readonly token: () => string;

  constructor(url: string, token: () => string) {
    this.url = url;
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

  /** A workload with everything attribution wants, and a key for it. */
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
    return this.post('/keys', { workload: id });
  }

  /** The call once it is in the ledger; fails when that takes longer than the promised two seconds. */
  async call(callId: string, withinMs = 2_000): Promise<CallFact> {
    return waitFor(`call ${callId} in the ledger`, withinMs, async () => {
      const response = await fetch(`${this.url}/api/v1/calls/${callId}`, {
        headers: { authorization: `Bearer ${this.token()}` },
      });
      return response.ok ? ((await response.json()) as CallFact) : undefined;
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
