/** A piece of a stream: bytes around a JSON document, or bytes without one. */
export interface Frame {
  readonly raw: Buffer;
  /** Undefined: comment, blank line, end marker, separator. */
  readonly payload: Buffer | undefined;
}

/** Cuts a stream into frames, and puts frames together. One per framing. */
export interface Framing {
  push(chunk: Buffer): Frame[];
  /** The incomplete rest. */
  end(): Frame[];
  /** The frame with another payload. */
  withPayload(frame: Frame, payload: Buffer): Buffer;
  /** Further documents of the kind of `like`, to stand straight before `next` (undefined: at the very end). */
  insert(documents: readonly Extra[], next: Frame | undefined, nextBytes: Buffer): Buffer;
  /** The frame ends the whole stream. */
  isEnd(frame: Frame): boolean;
}

export interface Extra {
  readonly json: string;
  /** Frame that the document was modelled on. */
  readonly like: Frame;
}
