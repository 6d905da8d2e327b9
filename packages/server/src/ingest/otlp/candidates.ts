import { callIdOf } from './ids.ts';
import type { Lineage } from './lineage.ts';
import { type Role, roleOf } from './roles.ts';
import { firstText, hasFailed, type Span } from './span.ts';
import { usageOfSpan } from './usage-of-span.ts';

/** A span that tells of a call, or of calls below it. */
export interface Candidate {
  span: Span;
  role: Role;
  callId: string;
  usage: Readonly<Record<string, number>>;
  statedCost?: string;
  /** Spans above it, nearest first, up to a tool. */
  above: string[];
  /** The call of the gateway that carried it, when the span says so. */
  gatewayCall?: string;
}

const GATEWAY_CALL = ['weir.call_id', 'weir.call.id', 'http.response.header.x-weir-call-id'];
/** Providers whose cached tokens the AI SDK counted beside the input before it told them in detail. */
const COUNTED_APART = /^(anthropic|amazon-bedrock|bedrock)\b/;

/**
 * What of a span matters to cost; undefined for spans that tell of no call. Throws a plain Error when its usage cannot be
 * read. The lineage must know the span already.
 */
export function candidateOf(span: Span, lineage: Lineage): Candidate | undefined {
  const role = roleOf(span);
  const { usage, statedCost } = usageOfSpan(span.attributes, countsApart(span));
  const hasUsage = Object.values(usage).some((quantity) => quantity > 0);
  if (!hasUsage && role !== 'call') return undefined;
  if (role === 'tool' && !hasUsage) return undefined;
  const gatewayCall = firstText(span.attributes, GATEWAY_CALL);
  return {
    span,
    role,
    callId: callIdOf(span),
    usage: hasUsage || !hasFailed(span) ? usage : {},
    ...(statedCost === undefined ? {} : { statedCost }),
    above: lineage.above(span.traceId, span.spanId),
    ...(gatewayCall === undefined ? {} : { gatewayCall }),
  };
}

export function hasUsage({ usage }: Candidate): boolean {
  return Object.values(usage).some((quantity) => quantity > 0);
}

function countsApart({ scope, attributes }: Span): boolean {
  if (scope !== 'ai' || attributes.has('ai.usage.inputTokenDetails.noCacheTokens')) return false;
  return COUNTED_APART.test(firstText(attributes, ['ai.model.provider', 'gen_ai.system']) ?? '');
}
