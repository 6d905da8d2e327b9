import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { type Renewable, readTls, TlsRenewal } from '../../platform/tls/index.ts';
import { urlOf } from '../supervisor/banner.ts';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

export interface AdminListener {
  /** For people. */
  readonly url: string;
  /** For the command line on this machine: with TLS a loopback port of its own, whose certificate nobody must know. */
  readonly localUrl: string;
  close(): void;
}

/** Opens the admin port. Throws WeirError `config_invalid` when certificate or key cannot be used. */
export async function listenAdmin(
  fetch: Fetch,
  config: Config['admin'],
  log: Logger,
): Promise<AdminListener> {
  const { host, port, tls } = config;
  const url = urlOf(host, port, tls !== undefined);
  if (tls === undefined) {
    const server = await listen(createAdaptorServer({ fetch, createServer }) as Server, port, host);
    return { url, localUrl: url, close: () => closeAll(server) };
  }
  const serverOptions = readTls(tls, 'admin.tls').options;
  const secure = createAdaptorServer({ fetch, createServer: createTlsServer, serverOptions }) as Server;
  await listen(secure, port, host);
  const renewal = new TlsRenewal(secure as unknown as Renewable, tls, 'admin.tls', log);
  const local = await listen(createAdaptorServer({ fetch, createServer }) as Server, 0, '127.0.0.1');
  return {
    url,
    localUrl: urlOf('127.0.0.1', (local.address() as AddressInfo).port),
    close() {
      renewal.stop();
      closeAll(secure);
      closeAll(local);
    },
  };
}

function closeAll(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function listen(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}
