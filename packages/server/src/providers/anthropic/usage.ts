import { objectOrNothing } from '../json/narrow.ts';
import { UsageReading } from '../usage-reading.ts';

/**
 * Anthropic's `usage` in Weir's units. Anthropic counts cache reads and writes apart from `input_tokens`; Weir's
 * `input_tokens` includes them.
 */
export function readUsage(raw: Record<string, unknown>): UsageReading {
  const reading = new UsageReading();
  const written = raw['cache_creation_input_tokens'];
  const read = raw['cache_read_input_tokens'];
  reading.add('input_tokens', raw['input_tokens']);
  reading.add('output_tokens', raw['output_tokens']);
  if (raw['input_tokens'] !== undefined && raw['input_tokens'] !== null) {
    reading.add('input_tokens', written);
    reading.add('input_tokens', read);
  }
  reading.add('cache_write_tokens', written);
  reading.add('cache_read_tokens', read);
  const creation = objectOrNothing(raw['cache_creation']);
  if (creation !== undefined) {
    reading.add('cache_write_5m_tokens', creation['ephemeral_5m_input_tokens']);
    reading.add('cache_write_1h_tokens', creation['ephemeral_1h_input_tokens']);
    reading.within('cache_write_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens');
  }
  const output = objectOrNothing(raw['output_tokens_details']);
  if (output !== undefined) {
    reading.add('output_reasoning_tokens', output['thinking_tokens']);
    reading.within('output_tokens', 'output_reasoning_tokens');
  }
  reading.add('web_searches', objectOrNothing(raw['server_tool_use'])?.['web_search_requests']);
  return reading;
}
