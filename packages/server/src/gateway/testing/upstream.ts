import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
  body: Buffer;
}

export type Answer = (req: SeenRequest, res: ServerResponse, number: number) => void | Promise<void>;

/** A provider double on node:http: says what it was asked, answers what the test wants, byte by byte. */
export class Upstream {
  readonly seen: SeenRequest[] = [];
  /** Connections whose client hung up before the answer was complete. */
  hungUp = 0;
  answer: Answer = (_req, res) => {
    res.end();
  };
  private readonly server: Server;

  constructor() {
    this.server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('error', () => {});
      res.on('close', () => {
        if (!res.writableFinished) this.hungUp += 1;
      });
      req.on('end', () => {
        const { method = '', url = '', headers, rawHeaders } = req;
        const seen = { method, url, headers, rawHeaders, body: Buffer.concat(chunks) };
        this.seen.push(seen);
        void this.answer(seen, res, this.seen.length);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get last(): SeenRequest {
    const last = this.seen.at(-1);
    if (last === undefined) throw new Error('the upstream was not asked');
    return last;
  }
}

/** A TCP server that answers any request with raw bytes, for what no HTTP server would send. */
export async function rawUpstream(
  onRequest: (socket: Socket) => void,
): Promise<{ url: string; stop(): void }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
