import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkRecord } from '../../ledger/spool/records.ts';
import type { LedgerWriterStatus } from '../../ledger/writer/index.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import { spoolInstances, spoolState } from '../spool-instances.ts';
import { SPOOL_TOPICS, type SpoolReport, type SpoolReportAnswer } from '../spool-wire.ts';

const ANSWER_MS = 5_000;

/**
 * Tells control what lies in this host's spool. An incarnation is called absent only when control has asked for it by
 * name and its directory is not there: a gateway makes its directory before it speaks to control, so it cannot be one
 * that is yet to appear.
 */
export class SpoolReports {
  private readonly root: string;
  private readonly channel: Pick<ChannelClient, 'request' | 'connected'>;
  private readonly status: () => LedgerWriterStatus;
  /** The newest mark of each incarnation that has one, and whether control that leads now has it. */
  private readonly marks = new Map<string, { mark: MarkRecord; told: boolean }>();
  private expected: readonly string[] = [];
  private running = false;

  constructor(
    root: string,
    channel: Pick<ChannelClient, 'request' | 'connected'>,
    status: () => LedgerWriterStatus,
  ) {
    this.root = root;
    this.channel = channel;
    this.status = status;
  }

  landed(instance: string, mark: MarkRecord): void {
    this.marks.set(instance, { mark, told: false });
  }

  /** Control may be another one: it must hear of all marks again. */
  reconnected(): void {
    this.expected = [];
    for (const one of this.marks.values()) one.told = false;
  }

  /** One at a time; what could not be told is told the next time. */
  async send(): Promise<void> {
    if (this.running || !this.channel.connected) return;
    this.running = true;
    const untold = [...this.marks].filter(([, { told }]) => !told);
    try {
      // in this order: what control asked for was asked before we look
      const absent = this.expected.filter((id) => !existsSync(join(this.root, id)));
      const report: SpoolReport = {
        instances: spoolInstances(this.root).map((id) => ({
          id,
          alive: spoolState(this.root, id) === 'alive',
        })),
        absent,
        marks: untold.map(([instance, { mark }]) => ({ instance, mark })),
        status: this.status(),
      };
      const answer = await this.channel.request(SPOOL_TOPICS.report, report, ANSWER_MS);
      this.expected = (answer as SpoolReportAnswer).expected;
      for (const [instance, one] of untold) {
        one.told = true;
        if (absent.includes(instance)) this.marks.delete(instance);
      }
    } catch {
      // the channel reconnects by itself, and everything is told again then
    } finally {
      this.running = false;
    }
  }
}
