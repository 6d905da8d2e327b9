import type { StatementLine } from '@weir/core/contract';
import type { Connector, Delivery, OpenFile, ReadContext } from '../sources/port.ts';

/** What a connector delivers of a file, sorted by what it is. */
export interface Delivered {
  lines: StatementLine[];
  bad: Extract<Delivery, { bad: unknown }>['bad'][];
  warnings: string[];
  covered: Extract<Delivery, { covered: unknown }>['covered'][];
}

const UNITS =
  /^(?:cache_(?:audio_|image_)?(?:read|write|write_1h|write_5m)_tokens|(?:in|out)put_(?:audio_|image_|video_)?tokens|web_searches)$/;

export function readContext(settings: Record<string, unknown> = {}): ReadContext {
  return {
    source: 'bill',
    settings,
    version: '2026-12-03T00:00:00.000Z',
    isUnit: (unit) => UNITS.test(unit),
    signal: new AbortController().signal,
  };
}

export async function deliver(
  connector: Connector,
  file: OpenFile,
  settings: Record<string, unknown> = {},
): Promise<Delivered> {
  const delivered: Delivered = { lines: [], bad: [], warnings: [], covered: [] };
  for await (const delivery of connector.read?.(file, readContext(settings)) ?? []) {
    if ('line' in delivery) delivered.lines.push(delivery.line);
    else if ('bad' in delivery) delivered.bad.push(delivery.bad);
    else if ('warning' in delivery) delivered.warnings.push(delivery.warning);
    else if ('covered' in delivery) delivered.covered.push(delivery.covered);
  }
  return delivered;
}
