import { z } from 'zod';
import type { CachedResponse } from '../contract.ts';

/**
 * A value in Redis: `WR`, format version, 0, length of the head (u32 little endian), head (JSON), body as it is.
 * Another version or anything malformed reads as nothing, so that Weirs of two versions can share a Redis.
 */
const PREFIX = Buffer.from([0x57, 0x52, 1, 0]);
const HEAD_AT = 8;

const head = z.object({
  content_type: z.string(),
  stored_at: z.number(),
  expires_at: z.number(),
  call_id: z.string(),
  provider: z.string(),
  model: z.string(),
  cost: z.string(),
  usage: z.string(),
  finish_reason: z.string().optional(),
  /** Of the body, so that a value cut short is recognised. */
  body_bytes: z.number(),
});

export function encodeResponse(response: CachedResponse, expiresAt: number): Buffer {
  const text = Buffer.from(
    JSON.stringify({
      content_type: response.contentType,
      stored_at: response.storedAt,
      expires_at: expiresAt,
      call_id: response.callId,
      provider: response.provider,
      model: response.model,
      cost: response.cost,
      usage: response.usage,
      finish_reason: response.finishReason,
      body_bytes: response.body.length,
    } satisfies z.infer<typeof head>),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([PREFIX, length, text, response.body]);
}

export function decodeResponse(value: Buffer): CachedResponse | undefined {
  if (value.length < HEAD_AT || !value.subarray(0, PREFIX.length).equals(PREFIX)) return undefined;
  const bodyAt = HEAD_AT + value.readUInt32LE(PREFIX.length);
  if (bodyAt > value.length) return undefined;
  const parsed = head.safeParse(jsonOrNothing(value.toString('utf8', HEAD_AT, bodyAt)));
  if (!parsed.success || parsed.data.body_bytes !== value.length - bodyAt) return undefined;
  const fields = parsed.data;
  return {
    contentType: fields.content_type,
    body: value.subarray(bodyAt),
    storedAt: fields.stored_at,
    expiresAt: fields.expires_at,
    callId: fields.call_id,
    provider: fields.provider,
    model: fields.model,
    cost: fields.cost,
    usage: fields.usage,
    ...(fields.finish_reason === undefined ? {} : { finishReason: fields.finish_reason }),
  };
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
