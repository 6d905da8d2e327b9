import { ERROR_CODES, type ErrorCode, WeirError } from '@weir/core/errors';

/** What travels on the socket, one JSON object per line. */
export type Frame =
  | { hello: string; remote?: RemoteHello }
  /** Over TCP only: see handshake.ts. */
  | { challenge: Challenge }
  | { welcome: Welcome }
  | { refused: FrameError }
  | { topic: string; payload: unknown }
  | { ask: number; topic: string; payload: unknown }
  | { answer: number; payload?: unknown; error?: FrameError };

/** Control's first words to whoever connects over TCP. */
export interface Challenge {
  protocol: number;
  nonce: string;
}

/** Who a peer on another host is, and that it knows the secret. */
export interface RemoteHello {
  host: string;
  protocol: number;
  /** Of Weir, for messages. */
  version: string;
  nonce: string;
  proof: string;
}

/** Control takes the peer, and proves that it knows the secret, too. */
export interface Welcome {
  /** Of the leader; grows with each. */
  epoch: number;
  proof: string;
}

export interface FrameError {
  code: string;
  message: string;
  field?: string;
  remedy?: string;
}

/** Room for an admission state of some 200,000 keys. A peer that sends more is cut off. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** What a peer on another host may send at once, once it is known; spools are shipped in pieces. */
export const MAX_REMOTE_FRAME_BYTES = 16 * 1024 * 1024;
/** Before it is known. */
export const MAX_HELLO_BYTES = 4 * 1024;
/** Above this many unsent bytes a peer is slow: pushes collapse to the latest of each topic. */
export const SLOW_BYTES = 1024 * 1024;

export function encodeFrame(frame: Frame): string {
  return `${JSON.stringify(frame)}\n`;
}

/** Splits a byte stream into frames. Throws on a frame that is no JSON object or passes the bound of that moment. */
export function createFrameReader(
  onFrame: (frame: Frame) => void,
  bound: number | (() => number) = MAX_FRAME_BYTES,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let held = 0;
  return (chunk) => {
    let maxBytes = typeof bound === 'number' ? bound : bound();
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      const line = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
      parts = [];
      held = 0;
      from = at + 1;
      onFrame(parseFrame(line, maxBytes));
      if (typeof bound !== 'number') maxBytes = bound();
    }
    if (from < chunk.length) {
      parts.push(chunk.subarray(from));
      held += chunk.length - from;
      if (held > maxBytes) throw new Error(`a frame is longer than ${maxBytes} bytes`);
    }
  };
}

function parseFrame(line: Buffer, maxBytes: number): Frame {
  if (line.length > maxBytes) throw new Error(`a frame is longer than ${maxBytes} bytes`);
  const value: unknown = JSON.parse(line.toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Error('a frame is not an object');
  return value as Frame;
}

export function toFrameError(error: unknown): FrameError {
  if (!(error instanceof WeirError)) return { code: 'internal', message: 'The other process failed' };
  return {
    code: error.code,
    message: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
  };
}

export function fromFrameError(error: FrameError): WeirError {
  const code: ErrorCode = error.code in ERROR_CODES ? (error.code as ErrorCode) : 'internal';
  return new WeirError(code, error.message, {
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
  });
}
