/**
 * Line-delimited JSON over a Unix domain socket between control and its gateways: state pushed down, leases asked
 * for, health reported up. Either side may vanish; the client reconnects for ever and callers see rejections, not
 * hangs.
 */
export interface Peer {
  /** Gateway incarnation, as told in its hello. */
  readonly id: string;
  send(topic: string, payload: unknown): void;
  onClose(listener: () => void): void;
}

export interface ChannelServer {
  /** Answers requests on a topic; a thrown WeirError travels back as its code and text. */
  handle(topic: string, handler: (payload: unknown, peer: Peer) => Promise<unknown> | unknown): void;
  onPeer(listener: (peer: Peer) => void): void;
  broadcast(topic: string, payload: unknown): void;
  close(): Promise<void>;
}

export interface ChannelClient {
  readonly connected: boolean;
  on(topic: string, listener: (payload: unknown) => void): void;
  onConnect(listener: () => void): void;
  /** Rejects with WeirError `limits_unavailable` when not connected or no answer in time. */
  request(topic: string, payload: unknown, timeoutMs: number): Promise<unknown>;
  send(topic: string, payload: unknown): void;
  close(): void;
}
