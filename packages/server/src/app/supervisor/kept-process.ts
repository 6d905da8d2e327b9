import type { ChildProcess } from 'node:child_process';
import type { Logger } from '../../platform/log.ts';
import type { ChildMessage, ControlReady, SupervisorMessage } from '../messages.ts';
import type { Role } from '../roles.ts';

const FIRST_PAUSE_MS = 50;
/** Before it was ever ready, and after: then it is missed. */
const LONGEST_PAUSE_MS = { start: 5_000, restart: 500 };

export interface KeptProcessOptions {
  role: Role;
  name: string;
  spawn: () => ChildProcess;
  log: Logger;
}

const UNSETTLED = { resolve: () => {}, reject: () => {} };

/** A child that is started again whenever it ends, until it is told to stop. */
export class KeptProcess {
  readonly role: Role;
  /** Resolves when it is ready for the first time; rejects when it cannot start at all. */
  readonly ready: Promise<ControlReady | undefined>;
  private readonly options: KeptProcessOptions;
  private child: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private wasReady = false;
  private readyNow = false;
  private pauseMs = FIRST_PAUSE_MS;
  private ended: (() => void)[] = [];
  private settle: { resolve(value: ControlReady | undefined): void; reject(error: Error): void } = UNSETTLED;

  constructor(options: KeptProcessOptions) {
    this.options = options;
    this.role = options.role;
    this.ready = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // whoever starts it waits for `ready`; a later failure is told in the log
    this.ready.catch(() => {});
    this.start();
  }

  /** Asks it to drain and end; kills it when it takes longer than `patienceMs`. */
  stop(patienceMs: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const { child } = this;
    if (child === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.options.log.warn({ child: this.options.name }, 'did not stop in time, killed');
        child.kill('SIGKILL');
      }, patienceMs);
      this.ended.push(() => {
        clearTimeout(late);
        resolve();
      });
      if (child.connected) child.send({ type: 'stop' } satisfies SupervisorMessage, () => {});
      else child.kill('SIGKILL');
    });
  }

  kill(): void {
    this.stopping = true;
    clearTimeout(this.timer);
    this.child?.kill('SIGKILL');
  }

  private start(): void {
    this.readyNow = false;
    const child = this.options.spawn();
    this.child = child;
    child.on('message', (message: ChildMessage) => this.hear(message));
    child.on('error', (error) =>
      this.options.log.error({ err: error, child: this.options.name }, 'not started'),
    );
    child.once('exit', (code, signal) => {
      this.child = undefined;
      for (const tell of this.ended.splice(0)) tell();
      if (!this.stopping) this.again(code, signal);
    });
  }

  private again(code: number | null, signal: string | null): void {
    const { log, name } = this.options;
    if (!this.wasReady) {
      this.settle.reject(new Error(`${name} ended with ${signal ?? `code ${code}`} before it was ready`));
    }
    const longest = this.wasReady ? LONGEST_PAUSE_MS.restart : LONGEST_PAUSE_MS.start;
    // one that was ready and died is missed at once; one that cannot even start must not spin
    this.pauseMs = this.readyNow ? FIRST_PAUSE_MS : Math.min(this.pauseMs * 2, longest);
    log.warn({ child: name, code, signal, restart_in_ms: this.pauseMs }, 'ended, will be restarted');
    this.timer = setTimeout(() => this.start(), this.pauseMs);
  }

  private hear(message: ChildMessage): void {
    if (message?.type === 'ready') {
      if (this.wasReady) this.options.log.info({ child: this.options.name }, 'back');
      this.wasReady = true;
      this.readyNow = true;
      this.settle.resolve(message.control);
    } else if (message?.type === 'failed') {
      if (this.wasReady) this.options.log.error({ child: this.options.name }, message.message);
      else this.settle.reject(new StartFailure(message.message, message.remedy));
    }
  }
}

export class StartFailure extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}
