import type { Outbox } from './outbox.ts';
import type { Peer } from './port.ts';

/** A gateway at the other end, from its hello to the end of its connection. */
export class ServerPeer implements Peer {
  readonly id: string;
  readonly host: string | undefined;
  readonly outbox: Outbox;
  private readonly closed: (() => void)[] = [];
  private gone = false;

  constructor(id: string, host: string | undefined, outbox: Outbox) {
    this.id = id;
    this.host = host;
    this.outbox = outbox;
  }

  send(topic: string, payload: unknown): void {
    this.outbox.send(topic, payload);
  }

  onClose(listener: () => void): void {
    if (this.gone) listener();
    else this.closed.push(listener);
  }

  close(): void {
    this.gone = true;
    for (const listener of this.closed.splice(0)) listener();
  }
}
