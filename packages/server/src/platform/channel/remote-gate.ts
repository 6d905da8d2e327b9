import type { Socket } from 'node:net';
import type { Logger } from '../log.ts';
import { encodeFrame, type Frame, MAX_HELLO_BYTES, MAX_REMOTE_FRAME_BYTES, toFrameError } from './frames.ts';
import { faultOf, newChallenge, welcomeTo } from './handshake.ts';
import type { RemoteListener } from './port.ts';

/** To say who one is. */
const HELLO_MS = 5_000;
/** Connections that have not said so; further ones are closed at once. */
const MOST_UNKNOWN = 64;
/** Gateways say something every two seconds. */
const SILENCE_MS = 15_000;
const WARN_EVERY_MS = 1_000;

/** A connection from another host, until it ends. */
export interface RemoteVisit {
  /** What its next frame may hold. */
  bound(): number;
  /** Undefined: refused, and the connection is closing. */
  admit(frame: Extract<Frame, { hello: string }>): { id: string; host: string } | undefined;
  heard(): void;
}

/** Lets in who knows the secret, and closes on everybody else, in words where that helps an operator. */
export class RemoteGate {
  private readonly options: RemoteListener;
  private readonly log: Logger;
  private unknown = 0;
  private warnedAt = Number.NEGATIVE_INFINITY;

  constructor(options: RemoteListener, log: Logger) {
    this.options = options;
    this.log = log;
  }

  /** Undefined: too many wait already, the connection is closed. */
  visit(socket: Socket): RemoteVisit | undefined {
    if (this.unknown >= MOST_UNKNOWN) {
      this.warn(socket, 'too many connections that have not said who they are');
      socket.destroy();
      return undefined;
    }
    this.unknown += 1;
    let known = false;
    const settle = () => {
      if (!known) this.unknown -= 1;
      known = true;
    };
    const challenge = newChallenge();
    const late = setTimeout(() => {
      this.warn(socket, 'no hello in time');
      socket.destroy();
    }, HELLO_MS);
    let lastHeard = performance.now();
    let watch: NodeJS.Timeout | undefined;
    socket.on('close', () => {
      clearTimeout(late);
      clearInterval(watch);
      settle();
    });
    socket.setNoDelay(true);
    socket.write(encodeFrame({ challenge }));
    return {
      bound: () => (known ? MAX_REMOTE_FRAME_BYTES : MAX_HELLO_BYTES),
      heard: () => {
        lastHeard = performance.now();
      },
      admit: ({ hello: id, remote: hello }) => {
        const { token, version, epoch } = this.options;
        const fault = faultOf(token, challenge, String(id), hello, version);
        if (fault !== undefined || hello === undefined) {
          this.warn(socket, fault?.message ?? 'no hello', String(id));
          if (fault !== undefined) socket.end(encodeFrame({ refused: toFrameError(fault) }));
          return undefined;
        }
        settle();
        clearTimeout(late);
        socket.write(encodeFrame({ welcome: welcomeTo(token, challenge, hello, epoch) }));
        watch = setInterval(() => {
          if (performance.now() - lastHeard > SILENCE_MS) socket.destroy();
        }, SILENCE_MS / 3);
        return { id: String(id), host: hello.host };
      },
    };
  }

  private warn(socket: Socket, reason: string, peer?: string): void {
    const now = performance.now();
    if (now - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = now;
    this.log.warn({ address: socket.remoteAddress, peer, reason }, 'channel peer refused');
  }
}
