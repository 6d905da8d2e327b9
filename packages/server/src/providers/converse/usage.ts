import { UsageReading } from '../usage-reading.ts';

/** Converse counts cache reads and writes apart from `inputTokens`; Weir's `input_tokens` includes them. */
export function readUsage(raw: Record<string, unknown>): UsageReading {
  const reading = new UsageReading();
  const { inputTokens, outputTokens, cacheReadInputTokens: read, cacheWriteInputTokens: written } = raw;
  reading.add('input_tokens', inputTokens);
  reading.add('output_tokens', outputTokens);
  if (inputTokens !== undefined && inputTokens !== null) {
    reading.add('input_tokens', read);
    reading.add('input_tokens', written);
  }
  reading.add('cache_read_tokens', read);
  reading.add('cache_write_tokens', written);
  if (Array.isArray(raw['cacheDetails'])) addDetails(reading, raw['cacheDetails']);
  reading.within('cache_write_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens');
  return reading;
}

/** Writes by how long they are kept. */
function addDetails(reading: UsageReading, details: readonly unknown[]): void {
  for (const detail of details) {
    if (typeof detail !== 'object' || detail === null) continue;
    const { ttl, inputTokens } = detail as Record<string, unknown>;
    if (ttl === '5m' || ttl === '1h') reading.add(`cache_write_${ttl}_tokens`, inputTokens);
  }
}
