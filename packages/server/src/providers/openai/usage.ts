import { objectOrNothing } from '../json/narrow.ts';
import { UsageReading } from '../usage-reading.ts';

/**
 * OpenAI's `usage` of chat completions, completions and embeddings in Weir's units. `prompt_tokens` already includes
 * cached tokens and `completion_tokens` already includes reasoning, as Weir's units do. Servers that speak the dialect
 * name cached tokens in their own ways: beside the counts (DeepSeek, Moonshot).
 */
export function readUsage(raw: Record<string, unknown>): UsageReading {
  const reading = new UsageReading();
  reading.add('input_tokens', raw['prompt_tokens']);
  reading.add('output_tokens', raw['completion_tokens']);
  const input = objectOrNothing(raw['prompt_tokens_details']);
  reading.add(
    'cache_read_tokens',
    input?.['cached_tokens'] ?? raw['prompt_cache_hit_tokens'] ?? raw['cached_tokens'],
  );
  if (input !== undefined) {
    reading.add('cache_write_tokens', input['cache_write_tokens']);
    reading.add('input_audio_tokens', input['audio_tokens']);
    reading.within('input_tokens', 'input_audio_tokens');
  }
  reading.within('input_tokens', 'cache_read_tokens', 'cache_write_tokens');
  const output = objectOrNothing(raw['completion_tokens_details']);
  if (output !== undefined) {
    reading.add('output_audio_tokens', output['audio_tokens']);
    reading.add('output_reasoning_tokens', output['reasoning_tokens']);
    reading.within('output_tokens', 'output_reasoning_tokens');
    reading.within('output_tokens', 'output_audio_tokens');
  }
  reading.add('web_searches', raw['num_search_queries']);
  return reading;
}

/** The usage object of an answer or event: OpenAI's own place, else Groq's in streams. */
export function usageObject(
  answer: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  return (
    objectOrNothing(answer?.['usage']) ?? objectOrNothing(objectOrNothing(answer?.['x_groq'])?.['usage'])
  );
}
