import { writeFileAtomic } from '../../platform/atomic-file.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { readTls } from '../../platform/tls/index.ts';
import type { ReloadOutcome } from '../messages.ts';
import type { Installation } from './installation.ts';

export interface ReloadsOptions {
  installation: Pick<Installation, 'reload'>;
  /** Reads weir.yaml, environment and options again; throws `config_invalid`. */
  reread(): Config;
  /** Where the outcome is left for whoever asked. */
  outcomeFile: string;
  log: Logger;
  now(): number;
}

/** Reloads, one at a time. Asked for again meanwhile: once more afterwards, since the file may have changed again. */
export class Reloads {
  private readonly options: ReloadsOptions;
  private running: Promise<void> | undefined;
  private again = false;

  constructor(options: ReloadsOptions) {
    this.options = options;
  }

  ask(): void {
    if (this.running !== undefined) {
      this.again = true;
      return;
    }
    this.running = this.run().finally(() => {
      this.running = undefined;
      if (!this.again) return;
      this.again = false;
      this.ask();
    });
  }

  /** Resolves when none is under way; further ones are not begun. */
  async settled(): Promise<void> {
    this.again = false;
    await this.running;
  }

  private async run(): Promise<void> {
    const { installation, reread, log, now, outcomeFile } = this.options;
    const started = now();
    let outcome: ReloadOutcome;
    try {
      const config = reread();
      assertCertificates(config);
      log.info('reloading');
      const restarted = await installation.reload(config);
      outcome = {
        ok: true,
        at: new Date(started).toISOString(),
        restarted: [...restarted],
        took_ms: now() - started,
      };
      log.info({ restarted, took_ms: outcome.took_ms }, 'reloaded');
    } catch (error) {
      const { message, remedy } = error as Error & { remedy?: string };
      outcome = {
        ok: false,
        at: new Date(started).toISOString(),
        message,
        ...(remedy === undefined ? {} : { remedy }),
      };
      log.error({ message, remedy }, 'not reloaded; everything goes on as before');
    }
    writeFileAtomic(outcomeFile, JSON.stringify(outcome));
  }
}

/** Found out before anything is stopped. */
function assertCertificates({ gateway, admin }: Config): void {
  if (gateway.tls !== undefined) readTls(gateway.tls, 'gateway.tls');
  if (admin.tls !== undefined) readTls(admin.tls, 'admin.tls');
}
