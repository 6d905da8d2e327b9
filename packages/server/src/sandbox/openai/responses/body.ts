import { isObject, type Json } from '../../fields.ts';
import type { ComposedResponse } from './output.ts';

/** The response object as it is when nothing has been written yet. */
export function openedBody({ id, createdAt, request }: ComposedResponse): Json {
  const { body } = request;
  const text = isObject(body['text']) ? body['text'] : {};
  const reasoning = isObject(body['reasoning']) ? body['reasoning'] : {};
  const { model } = request;
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: body['max_tool_calls'] ?? null,
    model: request.answersAs,
    output: [],
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: body['previous_response_id'] ?? null,
    prompt_cache_key: body['prompt_cache_key'] ?? null,
    reasoning: model.reasoning
      ? { effort: reasoning['effort'] ?? 'medium', summary: reasoning['summary'] ?? null }
      : { effort: null, summary: null },
    safety_identifier: body['safety_identifier'] ?? null,
    service_tier: request.serviceTier,
    store: request.store,
    temperature: body['temperature'] ?? 1,
    text: { format: { type: 'text' }, verbosity: 'medium', ...text },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_logprobs: request.topLogprobs ?? 0,
    top_p: body['top_p'] ?? 1,
    truncation: body['truncation'] ?? 'disabled',
    usage: null,
    user: body['user'] ?? null,
    metadata: body['metadata'] ?? {},
  };
}

/** The finished one; `usage` is left out when a fault says so. */
export function finishedBody(composed: ComposedResponse, noUsage: boolean): Json {
  const { reply, output, usage } = composed;
  const reason = { length: 'max_output_tokens', filtered: 'content_filter' }[reply.finish as string];
  const { usage: _, ...opened } = openedBody(composed);
  return {
    ...opened,
    status: reason === undefined ? 'completed' : 'incomplete',
    incomplete_details: reason === undefined ? null : { reason },
    output,
    ...(noUsage ? {} : { usage }),
  };
}
