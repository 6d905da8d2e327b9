import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox } from '../../../packages/server/src/sandbox/index.ts';

/** Providers that fail on demand, each at an address of its own, and the count of requests that reached each. */
export interface FaultyProviders {
  /** Base URL of the provider `id`, without the version path. */
  urlOf(id: string): string;
  /** Faults by provider; one that is not there is sound. */
  readonly faults: Map<string, string>;
  readonly reached: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** The sandbox behind `/<provider>/...`; which fault it plays is told by the address, so that a stand-in is sound. */
export async function startFaultyProviders(): Promise<FaultyProviders> {
  const sandbox = createSandbox({ latency: 'instant' });
  const faults = new Map<string, string>();
  const reached = new Map<string, number>();
  const server = createServer({ keepAliveTimeout: 120_000 }, (req, res) => {
    const [, id = '', rest = ''] = /^\/([^/]+)(\/.*)$/.exec(req.url ?? '') ?? [];
    reached.set(id, (reached.get(id) ?? 0) + 1);
    const fault = faults.get(id);
    if (fault !== undefined) req.headers['x-sandbox-fault'] = fault;
    req.url = rest;
    sandbox(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (id) => `http://127.0.0.1:${port}/${id}`,
    faults,
    reached,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
