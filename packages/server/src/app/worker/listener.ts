import type { Gateway } from '../../gateway/index.ts';
import { createGatewayServer } from '../../gateway/index.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { readTls, TlsRenewal } from '../../platform/tls/index.ts';

/** A connection that has been idle for so long is closed when the worker leaves. */
const GRACE_MS = 500;

export interface Listener {
  readonly server: ReturnType<typeof createGatewayServer>;
  /** Resolves when connections are taken; rejects when the port cannot be had. */
  listen(): Promise<void>;
  /** Takes no more connections and lets all calls end, those of connections that are open included; bounded by `drain_ms`. */
  leave(): Promise<void>;
  close(): void;
}

/** The public port of a worker. Throws WeirError `config_invalid` when certificate or key cannot be used. */
export function openListener(gateway: Gateway, config: Config['gateway'], log: Logger): Listener {
  const { tls } = config;
  const server = createGatewayServer(gateway, {
    config,
    ...(tls === undefined ? {} : { tls: readTls(tls, 'gateway.tls').options }),
  });
  const renewal =
    tls === undefined
      ? undefined
      : new TlsRenewal(
          server as unknown as ConstructorParameters<typeof TlsRenewal>[0],
          tls,
          'gateway.tls',
          log,
        );
  return {
    server,
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.port, config.host, () => {
          server.off('error', reject);
          resolve();
        });
      }),
    async leave() {
      const started = performance.now();
      await server.connections.leave(GRACE_MS, config.drain_ms);
      await gateway.drain(Math.max(1, config.drain_ms - (performance.now() - started)));
    },
    close() {
      renewal?.stop();
      server.closeAllConnections();
    },
  };
}
