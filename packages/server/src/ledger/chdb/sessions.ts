import { randomUUID } from 'node:crypto';
import type { Session } from 'chdb';
import { cancelled } from '../sql/engine-errors.ts';
import { quoted } from './parameters.ts';

const KILL_AGAIN_MS = 50;

/** Sessions that run one statement each; who finds all of them busy waits in line. */
export class SessionPool {
  private readonly free: Session[];
  private readonly waiting: { take(session: Session): void }[] = [];

  constructor(sessions: readonly Session[]) {
    this.free = [...sessions];
  }

  /**
   * Runs `work` on a free session, which is given back when its promise has settled, and with it what `work` says the
   * session is busy with: a caller that was let go early leaves a statement behind that is still being stopped.
   */
  async use<T>(
    signal: AbortSignal | undefined,
    work: (session: Session, busyWith: (statement: Promise<unknown>) => void) => Promise<T>,
  ): Promise<T> {
    const session = await this.take(signal);
    let statement: Promise<unknown> = Promise.resolve();
    try {
      return await work(session, (started) => {
        statement = started;
      });
    } finally {
      const give = () => this.give(session);
      void statement.then(give, give);
    }
  }

  /** Until `give`. Throws `cancelled` for a caller that gave up waiting. */
  take(signal: AbortSignal | undefined): Promise<Session> {
    if (signal?.aborted === true) return Promise.reject(cancelled(signal.reason));
    const session = this.free.pop();
    if (session !== undefined) return Promise.resolve(session);
    return new Promise((resolve, reject) => {
      const waiter = {
        take(given: Session) {
          signal?.removeEventListener('abort', leave);
          resolve(given);
        },
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(cancelled(signal?.reason));
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.push(waiter);
    });
  }

  give(session: Session): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(session);
    else next.take(session);
  }
}

/** A statement with a mark of its own, by which another session can find and end it. */
export class Killable {
  private readonly mark = `weir:${randomUUID()}`;
  private readonly killer: Session;
  private settled = false;

  constructor(killer: Session) {
    this.killer = killer;
  }

  marked(sql: string): string {
    return `/* ${this.mark} */ ${sql}`;
  }

  /** Settles as `running` does, or with `cancelled` as soon as the signal fires; the engine is told to stop then. */
  async until<T>(running: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const watched = running.finally(() => {
      this.settled = true;
    });
    if (signal === undefined) return watched;
    watched.catch(() => {});
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        this.kill();
        reject(cancelled(signal.reason));
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([watched, left]);
    } finally {
      if (leave !== undefined) signal.removeEventListener('abort', leave);
    }
  }

  /** Asks until it has stopped: a statement that has only just been handed over is not in the list yet. */
  kill(): void {
    if (this.settled) return;
    const which = `position(query, ${quoted(this.mark)}) > 0 AND position(query, 'KILL QUERY') = 0`;
    void this.killer
      .queryAsync(`KILL QUERY WHERE ${which} ASYNC`)
      .catch(() => undefined)
      .then(() => setTimeout(() => this.kill(), KILL_AGAIN_MS).unref());
  }

  /** For statements whose end is not a promise: nothing is left to kill. */
  end(): void {
    this.settled = true;
  }
}
