import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received<Body> {
  at: number;
  headers: IncomingHttpHeaders;
  /** As it came, for the signature. */
  text: string;
  body: Body;
  /** What it was answered with. */
  status: number;
}

/** Somebody's own server that takes webhooks, and notes when each came. */
export class WebhookReceiver<Body> {
  readonly received: Received<Body>[] = [];
  url = '';
  /** What it answers from now on. */
  status = 200;
  private readonly server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { status } = this;
      const text = Buffer.concat(chunks).toString();
      const body = JSON.parse(text) as Body;
      this.received.push({ at: performance.now(), headers: req.headers, text, body, status });
      res.writeHead(status).end();
    });
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
    return this;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
