import type { Usage } from '@weir/core/usage';
import type { PlannedCall } from './plan.ts';

/** What was used, inclusive as the price list counts it. */
export function usageOf(call: PlannedCall): Usage {
  const written: Usage =
    call.cacheWrite > 0
      ? { cache_write_tokens: call.cacheWrite, cache_write_5m_tokens: call.cacheWrite }
      : {};
  return {
    input_tokens: call.input,
    output_tokens: call.output,
    ...(call.cacheRead > 0 ? { cache_read_tokens: call.cacheRead } : {}),
    ...written,
    ...(call.reasoning > 0 ? { output_reasoning_tokens: call.reasoning } : {}),
  };
}

/** The usage object as the provider of that dialect would have sent it. */
export function rawUsage(call: PlannedCall): string {
  if (call.use.dialect === 'anthropic') {
    return JSON.stringify({
      input_tokens: call.input - call.cacheRead - call.cacheWrite,
      cache_creation_input_tokens: call.cacheWrite,
      cache_read_input_tokens: call.cacheRead,
      cache_creation: { ephemeral_5m_input_tokens: call.cacheWrite, ephemeral_1h_input_tokens: 0 },
      output_tokens: call.output,
    });
  }
  return JSON.stringify({
    prompt_tokens: call.input,
    completion_tokens: call.output,
    total_tokens: call.input + call.output,
    prompt_tokens_details: { cached_tokens: call.cacheRead },
    completion_tokens_details: { reasoning_tokens: call.reasoning },
  });
}
