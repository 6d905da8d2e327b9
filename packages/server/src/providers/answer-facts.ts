import type { Usage } from '@weir/core/usage';
import type { AnswerFacts } from './contract.ts';
import { tokensOfBytes } from './output-estimate.ts';
import type { ToolCalls } from './tool-calls.ts';
import { rawUsage, type UsageReading } from './usage-reading.ts';

/** What was read of an answer that depends on its dialect. */
export interface AnswerReading {
  /** Size of the answer; its text is at most that. */
  readonly bytes: number;
  readonly reading?: UsageReading | undefined;
  /** When it is known otherwise than with both counts. */
  readonly usage?: Usage | undefined;
  readonly inputUsage?: Usage | undefined;
  /** The provider's own usage object. */
  readonly raw?: object | undefined;
  readonly model?: string | undefined;
  readonly finishReason?: string | undefined;
  readonly tools?: ToolCalls | undefined;
  readonly outputEstimate?: number | undefined;
  readonly serviceTier?: string | undefined;
  readonly region?: string | undefined;
  readonly refused?: boolean | undefined;
  readonly resourceId?: string | undefined;
}

const NO_NAMES: readonly string[] = [];

/** What was read from a unary answer, put together. */
export function answerFacts(read: AnswerReading): AnswerFacts {
  const { reading, tools } = read;
  return {
    usage: read.usage ?? reading?.known,
    inputUsage: read.inputUsage,
    rawUsage: rawUsage(read.raw),
    impossible: reading?.impossible ?? false,
    model: read.model,
    finishReason: read.finishReason,
    toolCalls: tools?.count ?? 0,
    toolNames: tools?.names ?? NO_NAMES,
    outputEstimate: read.outputEstimate ?? tokensOfBytes(read.bytes),
    serviceTier: read.serviceTier,
    region: read.region,
    refused: read.refused,
    resourceId: read.resourceId,
  };
}
