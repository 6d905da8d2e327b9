import { DeliveryError } from './errors.ts';
import type { Fetch, OutcomesOptions } from './options.ts';
import type { OutcomeBody } from './outcome.ts';

/** What a flush came to, in outcomes. */
export interface Flushed {
  readonly delivered: number;
  /** Weir said no: told to `onError`. */
  readonly refused: number;
  /** Could not be sent: they go on waiting. */
  readonly waiting: number;
}

type Sent = { delivered: number; refused: number } | { failed: DeliveryError; retryAfterMs: number };

const LONGEST_PAUSE_MS = 30_000;
/** The request itself is wrong: sending it again would not make it right. */
const HOPELESS: ReadonlySet<number> = new Set([400, 404, 405, 413, 415, 422]);

/** Outcomes on their way: in order, in batches, one request at a time, again with the same ids until they were taken. */
export class Delivery {
  private readonly queue: OutcomeBody[] = [];
  private readonly options: OutcomesOptions & { readonly token: string };
  private readonly fetch: Fetch;
  private readonly tell: (error: DeliveryError) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private flushing: Promise<Flushed> | undefined;

  constructor(
    options: OutcomesOptions & { readonly token: string },
    fetch: Fetch,
    tell: (error: DeliveryError) => void,
  ) {
    this.options = options;
    this.fetch = fetch;
    this.tell = tell;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** False when too many wait already. */
  add(outcome: OutcomeBody): boolean {
    if (this.queue.length >= (this.options.maxQueued ?? 10_000)) return false;
    this.queue.push(outcome);
    this.later(this.options.waitMs ?? 1_000);
    return true;
  }

  /** Sends all that waits. A second flush while one is under way is that one. */
  flush(): Promise<Flushed> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.flushing ??= this.drain().finally(() => {
      this.flushing = undefined;
      if (this.queue.length > 0) this.later(LONGEST_PAUSE_MS);
    });
    return this.flushing;
  }

  private later(ms: number): void {
    if (this.timer !== undefined || this.flushing !== undefined) return;
    this.timer = setTimeout(() => void this.flush(), ms);
    // in Node a process that has nothing else to do may end; whoever wants its last outcomes told awaits flush()
    const timer: unknown = this.timer;
    if (typeof timer === 'object' && timer !== null && 'unref' in timer)
      (timer.unref as () => void).call(timer);
  }

  private async drain(): Promise<Flushed> {
    let delivered = 0;
    let refused = 0;
    let tries = 0;
    while (this.queue.length > 0) {
      const batch = this.queue.slice(0, this.options.batchSize ?? 500);
      const sent = await this.send(batch);
      if ('failed' in sent) {
        tries += 1;
        if (tries >= (this.options.attempts ?? 4)) {
          this.tell(sent.failed);
          break;
        }
        await pause(Math.max(sent.retryAfterMs, (this.options.pauseMs ?? 250) * 2 ** (tries - 1)));
        continue;
      }
      tries = 0;
      this.queue.splice(0, batch.length);
      delivered += sent.delivered;
      refused += sent.refused;
    }
    return { delivered, refused, waiting: this.queue.length };
  }

  private async send(batch: readonly OutcomeBody[]): Promise<Sent> {
    const ids = batch.map(({ id }) => id);
    let response: Response;
    let answer: unknown;
    try {
      response = await this.fetch(`${this.options.url.replace(/\/+$/, '')}/api/v1/outcomes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.options.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(batch),
        signal: AbortSignal.timeout(this.options.timeoutMs ?? 10_000),
      });
      answer = await response.json().catch(() => undefined);
    } catch (cause) {
      const message = `Outcomes were not delivered: ${cause instanceof Error ? cause.message : String(cause)}`;
      return { failed: new DeliveryError('unreachable', message, ids), retryAfterMs: 0 };
    }
    if (response.ok) return this.taken(batch, answer);
    const message = `Outcomes were not taken (${response.status}): ${messageOf(answer)}`;
    if (!HOPELESS.has(response.status)) {
      const failed = new DeliveryError('unreachable', message, ids, response.status);
      return { failed, retryAfterMs: retryAfter(response) };
    }
    this.tell(new DeliveryError('refused', message, ids, response.status));
    return { delivered: 0, refused: batch.length };
  }

  /** Bad outcomes are told by their place in the batch; the others were taken. */
  private taken(batch: readonly OutcomeBody[], answer: unknown): Sent {
    const errors = field(answer, 'errors');
    let refused = 0;
    for (const error of Array.isArray(errors) ? errors : []) {
      const outcome = batch[Number(field(error, 'index'))];
      this.tell(new DeliveryError('refused', sentences(error), outcome === undefined ? [] : [outcome.id]));
      refused += 1;
    }
    return { delivered: batch.length - refused, refused };
  }
}

function messageOf(answer: unknown): string {
  return sentences(field(answer, 'error')) || 'no reason given';
}

/** What is wrong, with the field where the sentence leaves it out, and what to do. */
function sentences(error: unknown): string {
  const [name, message, remedy] = ['field', 'message', 'remedy'].map((part) => field(error, part));
  if (typeof message !== 'string') return '';
  const unnamed = typeof name === 'string' && name !== '' && !message.includes(name);
  return [unnamed ? `${name}: ${message}` : message, remedy]
    .filter((part) => typeof part === 'string')
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(' ');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '0');
  return Number.isFinite(seconds) ? Math.min(LONGEST_PAUSE_MS, seconds * 1_000) : 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
