import { createWeir, type Task } from '@weir/client';
import OpenAI from 'openai';
import { PRICES } from '../support/prices.ts';
import type { RunningWeir } from '../support/weir.ts';
import type { Wanted } from './provider.ts';

type Model = 'gpt-4o' | 'gpt-4o-mini';

/** What a workload's agents saw of their calls: kept here, never asked of Weir. */
export class Seen {
  api = 0n;
  tokens = 0;
  calls = 0;
  readonly users = new Set<string>();
  readonly tasks = new Set<string>();

  call(model: Model, input: number, output: number): void {
    this.calls += 1;
    this.tokens += input + output;
    this.api += PRICES[model].input * BigInt(input) + PRICES[model].output * BigInt(output);
  }

  /** Of both, as if they had been one. */
  with(other: Seen): Seen {
    const both = new Seen();
    for (const one of [this, other]) {
      both.api += one.api;
      both.tokens += one.tokens;
      both.calls += one.calls;
      for (const user of one.users) both.users.add(user);
      for (const task of one.tasks) both.tasks.add(task);
    }
    return both;
  }
}

export interface Step extends Wanted {
  model: Model;
}

/** Runs agents of one workload with the official client of OpenAI and tasks of `@weir/client`. */
export class Agents {
  readonly seen = new Seen();
  readonly weir: ReturnType<typeof createWeir>;
  private readonly gateway: string;
  private readonly key: string;

  constructor({ gatewayUrl, adminUrl }: RunningWeir, workload: string, key: string, now: () => number) {
    this.gateway = gatewayUrl;
    this.key = key;
    this.weir = createWeir({
      ...{ baseUrl: gatewayUrl, apiKey: key, workload, now, strict: true },
      outcomes: { url: adminUrl },
    });
  }

  /** One task with its steps, each a call whose answer uses what it says. */
  async run(id: string, user: string, steps: readonly Step[]): Promise<Task> {
    const task = this.weir.task({ id, user, customer: `customer-${user}` });
    const openai = new OpenAI({
      ...{ apiKey: this.key, baseURL: `${this.gateway}/v1`, maxRetries: 0 },
      fetch: task.fetch,
    });
    this.seen.tasks.add(id);
    this.seen.users.add(user);
    for (const { model, ...wanted } of steps) {
      const { usage } = await openai.chat.completions.create({
        ...{ model, max_tokens: 4_000 },
        messages: [{ role: 'user', content: JSON.stringify(wanted) }],
      });
      this.seen.call(model, usage?.prompt_tokens ?? 0, usage?.completion_tokens ?? 0);
    }
    return task;
  }
}
