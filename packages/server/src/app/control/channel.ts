import type { Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { VERSION } from '../../cli/version.ts';
import {
  type ChannelServer,
  createChannelServer,
  type Peer,
  parseAddress,
  type RemoteListener,
} from '../../platform/channel/index.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { type Renewable, readTls, TlsRenewal } from '../../platform/tls/index.ts';
import type { Leadership } from '../../registry/index.ts';
import type { DataDir } from '../data-dir.ts';
import { channelToken } from '../link.ts';

/** Peers that make calls, as opposed to those that ship what others recorded. */
export function isGateway({ id }: Pick<Peer, 'id'>): boolean {
  return id.startsWith('gw-');
}

/** The channel of control; nobody is let in before `open`, so that all handlers are there by then. */
export interface ControlChannel extends ChannelServer {
  open(): Promise<void>;
}

/**
 * Takes gateways of this machine and, where `control.listen` says so, of others. Throws WeirError `config_invalid` for a
 * secret or certificate that cannot be used.
 */
export function createControlChannel(
  dir: DataDir,
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
  leadership: Leadership | undefined,
): ControlChannel {
  const remote = remoteOf(config, env, log, leadership);
  const prepared: ((server: Pick<ChannelServer, 'handle' | 'onPeer'>) => void)[] = [];
  let server: ChannelServer | undefined;
  return {
    handle: (topic, handler) => void prepared.push((one) => one.handle(topic, handler)),
    onPeer: (listener) => void prepared.push((one) => one.onPeer(listener)),
    broadcast: (topic, payload) => server?.broadcast(topic, payload),
    async open() {
      server = await createChannelServer(dir.controlSocket, log, remote?.listener, (one) => {
        for (const prepare of prepared) prepare(one);
      });
    },
    async close() {
      remote?.stop();
      await server?.close();
    },
  };
}

function remoteOf(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
  leadership: Leadership | undefined,
): { listener: RemoteListener; stop(): void } | undefined {
  const { listen, tls } = config.control;
  if (listen === undefined) return undefined;
  let renewal: TlsRenewal | undefined;
  const listener: RemoteListener = {
    ...parseAddress(listen),
    token: channelToken(config, env),
    version: VERSION,
    // without PostgreSQL there is one control, ever
    epoch: leadership?.leader.epoch ?? 0,
  };
  if (tls !== undefined) {
    const { options } = readTls(tls, 'control.tls');
    listener.createServer = (accept): Server => {
      const server = createTlsServer(options, accept);
      renewal = new TlsRenewal(server as unknown as Renewable, tls, 'control.tls', log);
      return server;
    };
  }
  return { listener, stop: () => renewal?.stop() };
}
