import {
  RateBoard,
  type RateReport,
  type RateStatus,
  type SliceAsk,
  SliceAuthority,
} from '../../limits/rates/index.ts';
import type { ChannelServer, Peer } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Registry } from '../../registry/index.ts';

const SWEEP_MS = 10_000;

export interface ServedRates {
  /** From a worker's report. */
  report(instance: string, reports: readonly RateReport[]): void;
  /** For `rateLimitView.status`, by id of the limit. */
  status(): ReadonlyMap<string, RateStatus>;
  /** Calls a limit refused since control started. */
  refused(limit: string): number;
  stop(): void;
}

/** The authority of rate limits, answering the gateways on the channel. */
export function serveRates(
  registry: Pick<Registry, 'compile' | 'onChange'>,
  channel: ChannelServer,
): ServedRates {
  const authority = new SliceAuthority({
    now: systemClock.monotonic,
    limits: () => registry.compile().rateLimits,
  });
  const board = new RateBoard(systemClock.monotonic);
  const peers = new Map<string, Peer>();
  const tellGateways = () => channel.broadcast('rate-gateways', authority.connectedGateways);
  channel.onPeer((peer) => {
    peers.set(peer.id, peer);
    // of an earlier connection nothing is held any more
    authority.disconnected(peer.id);
    authority.connected(peer.id);
    tellGateways();
    peer.onClose(() => {
      if (peers.get(peer.id) !== peer) return;
      peers.delete(peer.id);
      authority.disconnected(peer.id);
      board.gone(peer.id);
      tellGateways();
    });
  });
  channel.handle('rate-slices', (payload, peer) => authority.ask(peer.id, payload as SliceAsk[]));
  registry.onChange(() => authority.rulesChanged());
  const timer = setInterval(() => authority.sweep(), SWEEP_MS);
  return {
    report: (instance, reports) => board.report(instance, reports),
    status: () => board.status(authority.figures()),
    refused: (limit) => board.refused(limit),
    stop: () => clearInterval(timer),
  };
}
