import { statSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import type { TlsConfig } from '../config/schema.ts';
import type { Logger } from '../log.ts';
import { readTls } from './material.ts';

/** What of an `https.Server` is needed. */
export interface Renewable {
  setSecureContext(options: SecureContextOptions): void;
}

const LOOK_MS = 2_000;

/**
 * Puts renewed certificates into service: new connections get them, open ones go on. Files are looked at rather than
 * watched, because mounted secrets are replaced through links, of which watchers hear nothing. While certificate and
 * key do not belong together, as in the midst of a renewal, those in service stay, and it is tried again.
 */
export class TlsRenewal {
  private readonly server: Renewable;
  private readonly config: TlsConfig;
  private readonly section: string;
  private readonly log: Logger;
  private readonly timer: NodeJS.Timeout;
  private seen: string;
  private complained = '';

  constructor(server: Renewable, config: TlsConfig, section: string, log: Logger, lookMs = LOOK_MS) {
    this.server = server;
    this.config = config;
    this.section = section;
    this.log = log;
    this.seen = this.stateOfFiles();
    this.timer = setInterval(() => this.look(), lookMs);
    this.timer.unref();
  }

  /** True when renewed files went into service. */
  look(): boolean {
    const state = this.stateOfFiles();
    if (state === this.seen) return false;
    try {
      const { options, validUntil } = readTls(this.config, this.section);
      this.server.setSecureContext(options);
      this.seen = state;
      this.complained = '';
      this.log.info(
        { section: this.section, valid_until: new Date(validUntil).toISOString() },
        'renewed certificate in service',
      );
      return true;
    } catch (error) {
      if (this.complained !== state) {
        this.log.error(
          { err: error, section: this.section },
          'renewed certificate not usable; the old one stays',
        );
      }
      this.complained = state;
      return false;
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private stateOfFiles(): string {
    const { cert_file, key_file, client_ca_file } = this.config;
    const files = [cert_file, key_file, ...(client_ca_file === undefined ? [] : [client_ca_file])];
    return files.map(stateOf).join('|');
  }
}

function stateOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'missing' : `${found.mtimeMs} ${found.size} ${found.ino}`;
}
