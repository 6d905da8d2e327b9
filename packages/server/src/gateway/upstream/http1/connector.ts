import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** Reads go into one buffer for all connections: what is kept of them is copied out before the next read. */
const READ_BYTES = 64 * 1024;
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
const PROBE_AFTER_MS = 60_000;

export interface ConnectTarget {
  readonly url: URL;
  readonly timeoutMs: number;
  /** Resolves names, and refuses addresses that may not be called. */
  readonly lookup?: LookupFunction | undefined;
  /** Certificate authorities trusted instead of the usual ones, PEM. */
  readonly ca?: string | undefined;
}

export interface Connecting {
  /** Connected and, over TLS, the certificate verified. */
  connected(socket: Socket): void;
  failed(error: Error): void;
  /** The first `length` bytes were read; false to stop reading. */
  read(bytes: Buffer, length: number): boolean;
}

/** Opens connections to one origin; over TLS it resumes sessions. */
export class Connector {
  private readonly target: ConnectTarget;
  private session: Buffer | undefined;

  constructor(target: ConnectTarget) {
    this.target = target;
  }

  /** Reports once, `connected` or `failed`; returns how to give up. */
  open(connecting: Connecting): () => void {
    const { url, timeoutMs, lookup } = this.target;
    const secure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
    const onread = {
      buffer: readBuffer,
      callback: (length: number) => connecting.read(readBuffer, length),
    };
    const socket = secure
      ? this.openTls(host, port, onread)
      : connectTcp({
          host,
          port,
          noDelay: true,
          keepAlive: true,
          keepAliveInitialDelay: PROBE_AFTER_MS,
          ...(lookup === undefined ? {} : { lookup }),
          onread,
        });
    const failed = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      connecting.failed(error);
    };
    const closed = () => failed(Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' }));
    const timer = setTimeout(() => {
      socket
        .off('error', failed)
        .off('close', closed)
        .on('error', () => {});
      failed(Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    socket.once('error', failed);
    socket.once('close', closed);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.off('error', failed).off('close', closed);
      connecting.connected(socket);
    });
    return () => {
      clearTimeout(timer);
      socket
        .off('error', failed)
        .off('close', closed)
        .on('error', () => {});
      socket.destroy();
    };
  }

  private openTls(
    host: string,
    port: number,
    onread: { buffer: Buffer; callback: (length: number) => boolean },
  ): Socket {
    const socket = connectTls({
      host,
      port,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ['http/1.1'],
      ...(this.target.ca === undefined ? {} : { ca: this.target.ca }),
      ...(this.session === undefined ? {} : { session: this.session }),
      ...(this.target.lookup === undefined ? {} : { lookup: this.target.lookup }),
      onread,
    } as ConnectionOptions);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    socket.on('session', (session) => {
      this.session = session;
    });
    return socket;
  }
}
