/** How events travel: server-sent events unless a dialect or a cloud does it otherwise. */
export interface Framing {
  contentType: string;
  /** Bytes of one event, given as the dialect's SSE frame. */
  frame(sse: string): string | Uint8Array;
  /** Bytes of the event that reports a failure. */
  error(sse: string): string | Uint8Array;
}

export const SSE: Framing = {
  contentType: 'text/event-stream; charset=utf-8',
  frame: (sse) => sse,
  error: (sse) => sse,
};
