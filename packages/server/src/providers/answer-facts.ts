import type { AnswerFacts } from './contract.ts';
import { tokensOfBytes } from './output-estimate.ts';
import type { ToolCalls } from './tool-calls.ts';
import type { UsageReading } from './usage-reading.ts';

/** What was read from a unary answer, put together. `rawUsage` is the provider's own object as JSON text. */
export function answerFacts(
  bytes: number,
  reading: UsageReading | undefined,
  rawUsage: string | undefined,
  model: string | undefined,
  finishReason: string | undefined,
  tools: ToolCalls,
): AnswerFacts {
  return {
    usage: reading?.known,
    rawUsage,
    impossible: reading?.impossible ?? false,
    model,
    finishReason,
    toolCalls: tools.count,
    toolNames: tools.names,
    outputEstimate: tokensOfBytes(bytes),
  };
}
