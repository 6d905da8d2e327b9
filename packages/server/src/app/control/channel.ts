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

/** Takes gateways of this machine and, where `control.listen` says so, of others. */
export async function openControlChannel(
  dir: DataDir,
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
  leadership: Leadership | undefined,
): Promise<ChannelServer> {
  const { listen, tls } = config.control;
  if (listen === undefined) return createChannelServer(dir.controlSocket, log);
  let renewal: TlsRenewal | undefined;
  const remote: RemoteListener = {
    ...parseAddress(listen),
    token: channelToken(config, env),
    version: VERSION,
    // without PostgreSQL there is one control, ever
    epoch: leadership?.leader.epoch ?? 0,
  };
  if (tls !== undefined) {
    const { options } = readTls(tls, 'control.tls');
    remote.createServer = (accept): Server => {
      const server = createTlsServer(options, accept);
      renewal = new TlsRenewal(server as unknown as Renewable, tls, 'control.tls', log);
      return server;
    };
  }
  const channel = await createChannelServer(dir.controlSocket, log, remote);
  return {
    ...channel,
    async close() {
      renewal?.stop();
      await channel.close();
    },
  };
}
