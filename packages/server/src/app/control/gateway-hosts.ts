import type { GatewayHost as HostView } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { MarkRecord } from '../../ledger/spool/records.ts';
import type { LedgerWriterStatus } from '../../ledger/writer/index.ts';
import type { ChannelServer, Peer } from '../../platform/channel/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { ChangeBy, IncarnationService, RaisedFinding } from '../../registry/index.ts';
import { type SpoolState, spoolInstances, spoolState } from '../spool-instances.ts';
import { SPOOL_TOPICS, type SpoolFinding, type SpoolReport, type SpoolReportAnswer } from '../spool-wire.ts';
import { isGateway } from './channel.ts';

/** A host is heard twice a second; after so long it counts as away. */
const AWAY_MS = 5_000;

/** A gateway incarnation on another host. */
export interface RemoteIncarnation {
  id: string;
  host: string;
  state: 'alive' | 'ended';
  connected: boolean;
  /** Epoch ms. */
  since: number;
}

export interface GatewayHost {
  host: string;
  /** Its shipper is connected and reports. */
  connected: boolean;
  /** Epoch ms; 0 when this control has not heard of it yet. */
  seenAt: number;
  spool: LedgerWriterStatus;
  incarnations: RemoteIncarnation[];
}

export interface GatewayHosts {
  /** To be awaited before a gateway gets its first lease: from then on it is counted whatever happens to it. */
  remembered(peer: Peer): Promise<void>;
  /** Incarnations that may hold leases or unlanded records, here and on other hosts. */
  found(): { instance: string; alive: boolean }[];
  stateOf(instance: string): SpoolState;
  hosts(): GatewayHost[];
  /** The figures of this machine's writer and of all shippers together. */
  withRemote(own: LedgerWriterStatus): LedgerWriterStatus;
  /** An operator has proof that an incarnation's records are lost for good: what it held is given back. */
  forget(instance: string, by: ChangeBy): Promise<void>;
}

export interface GatewayHostsOptions {
  incarnations: IncarnationService;
  channel: ChannelServer;
  /** Of this machine. */
  spoolRoot: string;
  clock: Clock;
  log: Logger;
  onMark(instance: string, mark: MarkRecord): void;
  onFinding(finding: RaisedFinding): void;
}

/** Keeps account of gateway hosts; incarnations known to the registry count from the start. */
export async function openGatewayHosts(options: GatewayHostsOptions): Promise<GatewayHosts> {
  const board = new HostBoard(options);
  await board.load();
  return board;
}

/** As the admin API shows them. */
export function gatewaysOf(board: GatewayHosts): {
  hosts(): HostView[];
  forget: GatewayHosts['forget'];
} {
  return {
    hosts: () =>
      board.hosts().map(({ host, connected, seenAt, spool, incarnations }) => ({
        host,
        connected,
        seen_at: seenAt === 0 ? null : new Date(seenAt).toISOString(),
        ...spool,
        gateways: incarnations.map(({ host: _, since, ...one }) => ({
          ...one,
          since: new Date(since).toISOString(),
        })),
      })),
    forget: (instance, by) => board.forget(instance, by),
  };
}

interface Known extends RemoteIncarnation {
  stored: Promise<void>;
}

class HostBoard implements GatewayHosts {
  private readonly options: GatewayHostsOptions;
  private readonly known = new Map<string, Known>();
  private readonly reports = new Map<string, { peer: Peer; seenAt: number; status: LedgerWriterStatus }>();

  constructor(options: GatewayHostsOptions) {
    this.options = options;
    const { channel, onFinding } = options;
    channel.onPeer((peer) => this.joined(peer));
    channel.handle(SPOOL_TOPICS.report, (payload, peer) => this.reported(payload as SpoolReport, peer));
    channel.handle(SPOOL_TOPICS.finding, (payload) => onFinding(payload as SpoolFinding));
  }

  async load(): Promise<void> {
    for (const { id, host, createdAt } of await this.options.incarnations.list()) {
      const stored = Promise.resolve();
      this.known.set(id, { id, host, state: 'ended', connected: false, since: createdAt, stored });
    }
  }

  async remembered(peer: Peer): Promise<void> {
    const one = this.known.get(peer.id);
    if (one === undefined || peer.host === undefined) return;
    await one.stored.catch(() => {
      one.stored = this.store(one);
      return one.stored;
    });
  }

  found(): { instance: string; alive: boolean }[] {
    const { spoolRoot } = this.options;
    const here = spoolInstances(spoolRoot).map((instance) => ({
      instance,
      alive: spoolState(spoolRoot, instance) === 'alive',
    }));
    return [
      ...here,
      ...[...this.known.values()].map(({ id, state }) => ({ instance: id, alive: state === 'alive' })),
    ];
  }

  stateOf(instance: string): SpoolState {
    return this.known.get(instance)?.state ?? spoolState(this.options.spoolRoot, instance);
  }

  hosts(): GatewayHost[] {
    const names = new Set([...this.reports.keys(), ...[...this.known.values()].map(({ host }) => host)]);
    return [...names].sort().map((host) => {
      const report = this.reports.get(host);
      return {
        host,
        connected: report !== undefined && this.options.clock.now() - report.seenAt < AWAY_MS,
        seenAt: report?.seenAt ?? 0,
        spool: report?.status ?? { lag_ms: 0, spool_bytes: 0 },
        incarnations: [...this.known.values()]
          .filter((one) => one.host === host)
          .map(({ id, state, connected, since }) => ({ id, host, state, connected, since })),
      };
    });
  }

  withRemote(own: LedgerWriterStatus): LedgerWriterStatus {
    return [...this.reports.values()].reduce<LedgerWriterStatus>(
      (sum, { status }) => ({
        lag_ms: Math.max(sum.lag_ms, status.lag_ms),
        spool_bytes: sum.spool_bytes + status.spool_bytes,
        ...lastError(sum, status),
      }),
      own,
    );
  }

  async forget(instance: string, by: ChangeBy): Promise<void> {
    const one = this.known.get(instance);
    if (one === undefined) {
      throw new WeirError('not_found', `No gateway ${instance} is waited for`, {
        field: 'id',
        remedy: 'List them with weir gateway list.',
      });
    }
    if (one.connected || this.hosts().some(({ host, connected }) => host === one.host && connected)) {
      throw new WeirError('conflict', `The host ${one.host} of gateway ${instance} is connected`, {
        remedy: 'Its records will land, or are reported lost, by themselves.',
      });
    }
    await this.options.incarnations.forget(instance, by);
    this.known.delete(instance);
  }

  private joined(peer: Peer): void {
    const { host, id } = peer;
    if (host === undefined || !isGateway(peer)) return;
    const before = this.known.get(id);
    const one: Known = before ?? {
      id,
      host,
      state: 'alive',
      connected: true,
      since: this.options.clock.now(),
      stored: Promise.resolve(),
    };
    one.state = 'alive';
    one.connected = true;
    if (before === undefined) {
      one.stored = this.store(one);
      this.known.set(id, one);
    }
    peer.onClose(() => {
      one.connected = false;
    });
  }

  private store({ id, host }: Known): Promise<void> {
    const stored = this.options.incarnations.put(id, host);
    // whoever waits for it hears of the fault
    stored.catch(() => {});
    return stored;
  }

  private async reported(report: SpoolReport, peer: Peer): Promise<SpoolReportAnswer> {
    const { clock, onMark, incarnations } = this.options;
    const { host } = peer;
    if (host === undefined) throw new WeirError('invalid_argument', 'Only other hosts report their spool');
    this.reports.set(host, { peer, seenAt: clock.now(), status: report.status });
    for (const { id, alive } of report.instances) {
      const one = this.known.get(id);
      if (one !== undefined) one.state = alive || one.connected ? 'alive' : 'ended';
    }
    for (const { instance, mark } of report.marks) onMark(instance, mark);
    for (const id of report.absent) {
      const one = this.known.get(id);
      if (one === undefined || one.host !== host || one.connected) continue;
      await incarnations.remove(id);
      this.known.delete(id);
    }
    const named = new Set(report.instances.map(({ id }) => id));
    const expected = [...this.known.values()].filter((one) => one.host === host && !named.has(one.id));
    return { expected: expected.map(({ id }) => id) };
  }
}

function lastError(a: LedgerWriterStatus, b: LedgerWriterStatus): { last_error?: string } {
  const text = a.last_error ?? b.last_error;
  return text === undefined ? {} : { last_error: text };
}
