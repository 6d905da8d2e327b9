import { setTimeout as sleep } from 'node:timers/promises';
import type { ResourceRecord } from '../../registry/resource-record.ts';
import type { GatewayLog } from '../ports.ts';
import type { ResourceStore } from './port.ts';

/** Some 300 bytes each. */
const REMEMBERED = 20_000;
/** Ids that control could not be told of yet. */
const MOST_UNTOLD = 10_000;
const AGAIN_MS = 500;

/** Ids a worker knows, most recently used last, in front of control's table. */
export class ResourceBook {
  private readonly known = new Map<string, ResourceRecord>();
  private untold: ResourceRecord[] = [];
  private telling = false;
  private closed = false;
  private readonly store: ResourceStore;
  private readonly log: GatewayLog;

  constructor(store: ResourceStore, log: GatewayLog) {
    this.store = store;
    this.log = log;
  }

  /** Those of a workload from memory alone; undefined when one is not in it. */
  recall(workload: string, ids: readonly string[]): ResourceRecord[] | undefined {
    const found: ResourceRecord[] = [];
    for (const id of ids) {
      const name = nameOf(workload, id);
      const record = this.known.get(name);
      if (record === undefined) return undefined;
      this.known.delete(name);
      this.known.set(name, record);
      found.push(record);
    }
    return found;
  }

  /** As `recall`, asking control for what is not in memory. */
  async find(
    workload: string,
    ids: readonly string[],
  ): Promise<{ own: Map<string, ResourceRecord>; foreign: ReadonlySet<string> }> {
    const own = new Map<string, ResourceRecord>();
    const unknown: string[] = [];
    for (const id of ids) {
      const [record] = this.recall(workload, [id]) ?? [];
      if (record === undefined) unknown.push(id);
      else own.set(id, record);
    }
    if (unknown.length === 0) return { own, foreign: NOBODY };
    const found = await this.store.find(workload, unknown);
    for (const record of found.own) {
      this.keep(record);
      own.set(record.id, record);
    }
    return { own, foreign: new Set(found.foreign) };
  }

  /** Resolves when control has it. */
  async remember(records: readonly ResourceRecord[]): Promise<void> {
    await this.store.remember(records);
    for (const record of records) this.keep(record);
  }

  /** Known here at once; control is told without anybody waiting, again and again until it has heard. */
  rememberSoon(record: ResourceRecord): void {
    this.keep(record);
    if (this.untold.length >= MOST_UNTOLD) {
      this.log.warn(
        { resource: record.id },
        'control is out of reach for long: a stored answer is not on record',
      );
      return;
    }
    this.untold.push(record);
    if (!this.telling) void this.tell();
  }

  async forget(workload: string, id: string): Promise<void> {
    this.known.delete(nameOf(workload, id));
    await this.store.forget(workload, id);
  }

  settleBatch(workload: string, id: string): Promise<boolean> {
    return this.store.settleBatch(workload, id);
  }

  /** What could not be told until now is lost with this process. */
  close(): void {
    this.closed = true;
  }

  private keep(record: ResourceRecord): void {
    this.known.set(nameOf(record.workload, record.id), record);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= REMEMBERED) break;
      this.known.delete(oldest);
    }
  }

  private async tell(): Promise<void> {
    this.telling = true;
    while (this.untold.length > 0 && !this.closed) {
      const batch = this.untold;
      this.untold = [];
      try {
        await this.store.remember(batch);
      } catch {
        this.untold = [...batch, ...this.untold].slice(0, MOST_UNTOLD);
        await sleep(AGAIN_MS, undefined, { ref: false });
      }
    }
    this.telling = false;
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function nameOf(workload: string, id: string): string {
  return `${workload}\n${id}`;
}
