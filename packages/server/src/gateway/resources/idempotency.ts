import { createHash } from 'node:crypto';
import { WeirError } from '@weir/core/errors';
import type { Call } from '../call.ts';
import { RecordedConnection, type WholeAnswer } from '../client/recorded-connection.ts';
import type { Principal } from '../steps/authenticate.ts';

const KEPT_MS = 10 * 60_000;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_KEYS = 10_000;
const LONGEST_KEY = 255;
const HEADER = 'idempotency-key';
/** Of the first run: this one costs nothing. */
const OF_THE_FIRST = new Set(['x-weir-cost-usd', 'x-weir-cost-estimated']);

interface Run {
  readonly fingerprint: string;
  /** Undefined while it is under way. */
  answer: WholeAnswer | undefined;
  /** Monotonic ms at which it ended. */
  endedAt: number;
}

/**
 * Requests under an `Idempotency-Key`, within this process: what was done in the last ten minutes is answered again and
 * not done again. Only whole answers that went well are kept (up to 1 MiB each; streams are not), by workload.
 */
export class IdempotentCalls {
  replays = 0;
  private readonly runs = new Map<string, Run>();
  private bytes = 0;
  private readonly monotonic: () => number;

  constructor(monotonic: () => number) {
    this.monotonic = monotonic;
  }

  /**
   * Does the work, or answers as before. Rejects with WeirError `idempotency_in_flight` (409, to be retried),
   * `idempotency_key_reused` (the same key came with another request), `invalid_argument`.
   */
  run(call: Call, principal: Principal, body: Buffer, work: () => Promise<void>): Promise<void> {
    const { client } = call;
    return client instanceof RecordedConnection ? this.once(call, client, principal, body, work) : work();
  }

  private async once(
    call: Call,
    client: RecordedConnection,
    { workload }: Principal,
    body: Buffer,
    work: () => Promise<void>,
  ): Promise<void> {
    const name = `${workload.id}\n${keyOf(call)}`;
    const fingerprint = createHash('sha256')
      .update(`${call.route.key}\n${call.line.model ?? ''}\n${call.line.query}\n`)
      .update(body)
      .digest('base64');
    const known = this.alive(name);
    if (known !== undefined) {
      if (known.fingerprint !== fingerprint) throw reused();
      if (known.answer === undefined) throw inFlight();
      this.replays += 1;
      replay(client, known.answer);
      return;
    }
    const run: Run = { fingerprint, answer: undefined, endedAt: 0 };
    this.runs.set(name, run);
    try {
      await work();
    } finally {
      this.close(name, run, client.answer);
    }
  }

  private close(name: string, run: Run, answer: WholeAnswer | undefined): void {
    if (answer === undefined || answer.status >= 300) {
      this.runs.delete(name);
      return;
    }
    run.answer = answer;
    run.endedAt = this.monotonic();
    this.bytes += answer.body.length;
    // oldest first: a key that is under way is never forgotten
    for (const [other, { answer: kept, endedAt }] of this.runs) {
      const surplus = this.bytes > MOST_BYTES || this.runs.size > MOST_KEYS;
      if (!surplus && run.endedAt - endedAt < KEPT_MS) break;
      if (kept !== undefined) this.forget(other, kept);
    }
  }

  private alive(name: string): Run | undefined {
    const run = this.runs.get(name);
    if (run?.answer === undefined || this.monotonic() - run.endedAt < KEPT_MS) return run;
    this.forget(name, run.answer);
    return undefined;
  }

  private forget(name: string, answer: WholeAnswer): void {
    this.runs.delete(name);
    this.bytes -= answer.body.length;
  }
}

function keyOf({ head }: Call): string {
  for (let i = 0; i + 1 < head.raw.length; i += 2) {
    if ((head.raw[i] as string).toLowerCase() !== HEADER) continue;
    const key = (head.raw[i + 1] as string).trim();
    if (key !== '' && key.length <= LONGEST_KEY) return key;
  }
  throw new WeirError(
    'invalid_argument',
    `The header Idempotency-Key must have 1 to ${LONGEST_KEY} characters.`,
    {
      field: HEADER,
      remedy: 'Send a UUID, for instance, or leave the header out.',
    },
  );
}

function replay(client: RecordedConnection, { status, headers, body }: WholeAnswer): void {
  const again: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!OF_THE_FIRST.has(name.toLowerCase())) again.push(name, headers[i + 1] as string);
  }
  client.send(status, [...again, 'x-weir-idempotent-replay', 'true'], body);
}

function reused(): WeirError {
  return new WeirError('idempotency_key_reused', 'This Idempotency-Key came before with another request.', {
    field: HEADER,
    remedy: 'Use a new key for each new request.',
  });
}

function inFlight(): WeirError {
  return new WeirError(
    'idempotency_in_flight',
    'The first request with this Idempotency-Key is still under way.',
    {
      field: HEADER,
      remedy: 'Try again in a moment: then it is answered as that one was.',
    },
  );
}
