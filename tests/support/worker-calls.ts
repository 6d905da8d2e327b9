import { Agent, request } from 'node:http';
import { SAY } from './limits.ts';

/** Connections enough that every worker most likely has some: the system spreads them by chance. */
const PER_WORKER = 8;

/** Calls that reach every worker, each over connections that stay. */
export class WorkerCalls {
  private readonly lanes: readonly Agent[];
  private readonly url: string;
  private readonly secret: string;

  private constructor(url: string, secret: string, workers: number) {
    this.url = url;
    this.secret = secret;
    this.lanes = Array.from(
      { length: PER_WORKER * workers },
      () => new Agent({ keepAlive: true, maxSockets: 1 }),
    );
  }

  static async open(url: string, secret: string, workers: number): Promise<WorkerCalls> {
    const calls = new WorkerCalls(url, secret, workers);
    await Promise.all(calls.lanes.map((lane) => calls.call(lane)));
    return calls;
  }

  /** Milliseconds until each connection has seen this status; rejects when that takes too long. */
  async until(status: number, withinMs: number): Promise<number> {
    const began = performance.now();
    const times = this.lanes.map(async (lane) => {
      for (;;) {
        const seen = await this.call(lane);
        const ms = performance.now() - began;
        if (seen === status) return ms;
        if (ms > withinMs) throw new Error(`still ${seen} instead of ${status} after ${ms.toFixed(0)} ms`);
      }
    });
    return Math.max(...(await Promise.all(times)));
  }

  close(): void {
    for (const lane of this.lanes) lane.destroy();
  }

  private call(agent: Agent): Promise<number> {
    return new Promise((resolve, reject) => {
      const body = JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 5, messages: SAY });
      const headers = { authorization: `Bearer ${this.secret}`, 'content-type': 'application/json' };
      const sent = request(
        `${this.url}/v1/chat/completions`,
        { method: 'POST', agent, headers },
        (answer) => {
          answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      sent.once('error', reject).end(body);
    });
  }
}
