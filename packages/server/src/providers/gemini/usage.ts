import { objectOrNothing } from '../json/narrow.ts';
import { UsageReading } from '../usage-reading.ts';

/** Part of a unit's name by modality. Documents are read as pictures. */
const MODALITIES: Readonly<Record<string, string>> = {
  TEXT: 'text',
  AUDIO: 'audio',
  IMAGE: 'image',
  DOCUMENT: 'image',
  VIDEO: 'video',
};
const KINDS = ['text', 'audio', 'image', 'video'];

/**
 * Gemini's `usageMetadata` in Weir's units. `promptTokenCount` includes cached tokens but not what tools brought in;
 * `candidatesTokenCount` does not include thoughts. Counts of 0 are left out on the wire.
 */
export function readUsage(raw: Record<string, unknown>): UsageReading {
  const reading = new UsageReading();
  reading.add('input_tokens', raw['promptTokenCount']);
  reading.add('input_tokens', raw['toolUsePromptTokenCount']);
  reading.add('input_tool_tokens', raw['toolUsePromptTokenCount']);
  reading.add('cache_read_tokens', raw['cachedContentTokenCount']);
  reading.add('output_tokens', raw['candidatesTokenCount']);
  reading.add('output_tokens', raw['thoughtsTokenCount']);
  reading.add('output_reasoning_tokens', raw['thoughtsTokenCount']);
  addModalities(reading, raw['promptTokensDetails'] ?? raw['promptTokenDetails'], (kind) => [
    `input_${kind}_tokens`,
  ]);
  addModalities(reading, raw['toolUsePromptTokensDetails'], (kind) => [
    `input_${kind}_tokens`,
    `input_${kind}_tool_tokens`,
  ]);
  addModalities(reading, raw['cacheTokensDetails'], (kind) => [`cache_${kind}_read_tokens`]);
  addModalities(reading, raw['candidatesTokensDetails'], (kind) => [`output_${kind}_tokens`]);
  fillCached(reading, raw);
  reading.within('input_tokens', 'cache_read_tokens');
  reading.within('input_tokens', 'input_tool_tokens');
  reading.within('input_tokens', ...KINDS.map((kind) => `input_${kind}_tokens`));
  reading.within('cache_read_tokens', ...KINDS.map((kind) => `cache_${kind}_read_tokens`));
  reading.within('output_tokens', 'output_reasoning_tokens');
  reading.within('output_tokens', ...KINDS.map((kind) => `output_${kind}_tokens`));
  return reading;
}

/** True when the counts say all there is: no output means none, not that it is still to come. */
export function addsUp(raw: Record<string, unknown>, reading: UsageReading): boolean {
  const { input_tokens: input, output_tokens: output } = reading.usage;
  if (input === undefined) return false;
  const total = raw['totalTokenCount'];
  return output !== undefined || total === undefined || total === input;
}

/** A list of what was cached leaves out what was not: none of it then, which sounds and pictures are priced by. */
function fillCached(reading: UsageReading, raw: Record<string, unknown>): void {
  if (!Array.isArray(raw['cacheTokensDetails'])) return;
  for (const kind of KINDS) {
    const cached = `cache_${kind}_read_tokens`;
    if (reading.usage[`input_${kind}_tokens`] !== undefined && reading.usage[cached] === undefined) {
      reading.add(cached, 0);
    }
  }
}

function addModalities(
  reading: UsageReading,
  details: unknown,
  unitsOf: (kind: string) => readonly string[],
): void {
  if (!Array.isArray(details)) return;
  for (const item of details) {
    const detail = objectOrNothing(item);
    const kind = MODALITIES[String(detail?.['modality'])];
    if (kind === undefined) continue;
    for (const unit of unitsOf(kind)) reading.add(unit, detail?.['tokenCount']);
  }
}
