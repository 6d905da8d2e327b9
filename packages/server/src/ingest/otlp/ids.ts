import { createHash } from 'node:crypto';
import type { Span } from './span.ts';

/** The same span has the same id in every delivery: a UUID of version 8 that begins with its time. */
export function callIdOf({
  traceId,
  spanId,
  startNano,
}: Pick<Span, 'traceId' | 'spanId' | 'startNano'>): string {
  return timedId(`otlp ${traceId} ${spanId}`, Number(startNano / 1_000_000n));
}

export function timedId(content: string, atMs: number): string {
  const digest = createHash('sha256').update(content).digest('hex');
  const time = Math.max(0, atMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8${digest.slice(0, 3)}-a${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}
