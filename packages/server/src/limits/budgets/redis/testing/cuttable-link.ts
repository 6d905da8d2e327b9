import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP link that can be cut as a network is: nothing is closed, nothing passes. */
export interface CuttableLink {
  readonly port: number;
  cut(): void;
  /** What was under way when it was cut is lost. */
  heal(): void;
  /** What was under way when it was cut arrives late. */
  flush(): void;
  close(): Promise<void>;
}

export async function cuttableLink(to: number): Promise<CuttableLink> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair) socket.on('error', () => undefined);
    near.on('close', () => far.destroy());
    far.on('close', () => {
      near.destroy();
      pairs.delete(pair);
    });
    near.on('data', (data) => void far.write(data));
    far.on('data', (data) => void near.write(data));
    if (isCut) for (const socket of pair) socket.pause();
  });
  const port = await listen(server);
  return {
    port,
    cut() {
      isCut = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    heal() {
      isCut = false;
      for (const pair of pairs) for (const socket of pair) socket.destroy();
    },
    flush() {
      isCut = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    async close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}
