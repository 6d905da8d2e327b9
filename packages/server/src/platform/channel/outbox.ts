import type { Socket } from 'node:net';
import { encodeFrame, SLOW_BYTES } from './frames.ts';

/** Unsent answers beyond this mean that the peer reads nothing: it is cut off. */
const DEAD_BYTES = 32 * SLOW_BYTES;

/**
 * Writes to one peer without growing for a slow one: pushes (`topic`) wait as the latest line per topic, since only
 * the last state or figure matters; answers are never dropped, but a peer that lets them pile up is disconnected.
 */
export class Outbox {
  private readonly socket: Socket;
  private readonly waiting = new Map<string, string>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('drain', () => this.flush());
  }

  get isSlow(): boolean {
    return this.socket.writableLength > SLOW_BYTES;
  }

  push(topic: string, line: string): void {
    if (this.isSlow || this.waiting.size > 0) this.waiting.set(topic, line);
    else this.write(line);
  }

  send(topic: string, payload: unknown): void {
    this.push(topic, encodeFrame({ topic, payload }));
  }

  /** For frames that must all arrive. */
  write(line: string): void {
    if (this.socket.destroyed || !this.socket.writable) return;
    this.socket.write(line);
    if (this.socket.writableLength > DEAD_BYTES + line.length) this.socket.destroy();
  }

  private flush(): void {
    for (const [topic, line] of this.waiting) {
      if (this.isSlow) return;
      this.waiting.delete(topic);
      this.write(line);
    }
  }
}
