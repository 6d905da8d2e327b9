import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox } from './sandbox.ts';
import type { SandboxOptions } from './world.ts';

/** A sandbox on a free loopback port, without delays unless asked for. For tests. */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const sandbox = createSandbox({ latency: 'instant', ...options });
  const server = createServer(sandbox);
  server.on('upgrade', sandbox.upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
