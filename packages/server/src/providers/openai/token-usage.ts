import { objectOrNothing } from '../json/narrow.ts';
import { UsageReading } from '../usage-reading.ts';

/**
 * The newer usage object of OpenAI in Weir's units: responses, images, transcriptions and speech share it. Details
 * of input stand under either of two names.
 */
export function readTokenUsage(raw: Record<string, unknown>): UsageReading {
  const reading = new UsageReading();
  reading.add('input_tokens', raw['input_tokens']);
  reading.add('output_tokens', raw['output_tokens']);
  const input = objectOrNothing(raw['input_tokens_details'] ?? raw['input_token_details']);
  if (input !== undefined) {
    reading.add('cache_read_tokens', input['cached_tokens']);
    reading.add('cache_write_tokens', input['cache_write_tokens']);
    reading.add('input_text_tokens', input['text_tokens']);
    reading.add('input_image_tokens', input['image_tokens']);
    reading.add('input_audio_tokens', input['audio_tokens']);
    readCached(reading, objectOrNothing(input['cached_tokens_details']));
    reading.within('input_tokens', 'cache_read_tokens', 'cache_write_tokens');
    reading.within('input_tokens', 'input_text_tokens', 'input_image_tokens', 'input_audio_tokens');
  }
  const output = objectOrNothing(raw['output_tokens_details'] ?? raw['output_token_details']);
  if (output !== undefined) {
    reading.add('output_reasoning_tokens', output['reasoning_tokens']);
    reading.add('output_text_tokens', output['text_tokens']);
    reading.add('output_image_tokens', output['image_tokens']);
    reading.add('output_audio_tokens', output['audio_tokens']);
    reading.within('output_tokens', 'output_reasoning_tokens');
    reading.within('output_tokens', 'output_text_tokens', 'output_image_tokens', 'output_audio_tokens');
  }
  return reading;
}

function readCached(reading: UsageReading, details: Record<string, unknown> | undefined): void {
  if (details === undefined) return;
  reading.add('cache_text_read_tokens', details['text_tokens']);
  reading.add('cache_image_read_tokens', details['image_tokens']);
  reading.add('cache_audio_read_tokens', details['audio_tokens']);
  reading.within(
    'cache_read_tokens',
    'cache_text_read_tokens',
    'cache_image_read_tokens',
    'cache_audio_read_tokens',
  );
}
