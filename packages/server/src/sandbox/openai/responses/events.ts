import type { Directives } from '../../directives.ts';
import { isObject, type Json } from '../../fields.ts';
import { openaiLogprobs } from '../../logprobs.ts';
import { piecesOf } from '../../reply.ts';
import { countTokens } from '../../tokens.ts';
import { finishedBody, openedBody } from './body.ts';
import type { ComposedResponse } from './output.ts';

/** An event before it has got its sequence number. `tokens` sets its pace. */
export interface ResponseEvent {
  type: string;
  fields: Json;
  tokens: number;
}

/** All events of an answer in the order of the real API. */
export function* responseEvents(
  composed: ComposedResponse,
  directives: Directives,
): Generator<ResponseEvent> {
  const opened = openedBody(composed);
  yield event('response.created', { response: opened });
  yield event('response.in_progress', { response: opened });
  for (const [output_index, item] of composed.output.entries()) {
    yield event('response.output_item.added', { output_index, item: openedItem(item) });
    yield* itemEvents(item, output_index, composed, directives);
    yield event('response.output_item.done', { output_index, item });
  }
  const response = finishedBody(composed, directives.noUsage === true);
  yield event(`response.${String(response['status'])}`, { response });
}

function openedItem(item: Json): Json {
  switch (item['type']) {
    case 'message':
      return { ...item, status: 'in_progress', content: [] };
    case 'function_call':
      return { ...item, status: 'in_progress', arguments: '' };
    case 'web_search_call':
      return { id: item['id'], type: item['type'], status: 'in_progress' };
    default:
      return { ...item, summary: [] };
  }
}

function* itemEvents(
  item: Json,
  output_index: number,
  { request }: ComposedResponse,
  directives: Directives,
): Generator<ResponseEvent> {
  const at = { item_id: item['id'], output_index };
  switch (item['type']) {
    case 'message':
      for (const [content_index, part] of objectsIn(item['content']).entries()) {
        yield* partEvents(part, { ...at, content_index }, request.topLogprobs, directives);
      }
      return;
    case 'function_call': {
      const args = String(item['arguments']);
      for (const delta of args.match(/[\s\S]{1,8}/g) ?? []) {
        yield event('response.function_call_arguments.delta', { ...at, delta }, countTokens(delta));
      }
      yield event('response.function_call_arguments.done', { ...at, name: item['name'], arguments: args });
      return;
    }
    case 'web_search_call':
      for (const step of ['in_progress', 'searching', 'completed']) {
        yield event(`response.web_search_call.${step}`, at);
      }
      return;
    default:
      for (const [summary_index, part] of objectsIn(item['summary']).entries()) {
        yield* summaryEvents(String(part['text']), { ...at, summary_index }, directives);
      }
  }
}

function* partEvents(
  part: Json,
  at: Json,
  topLogprobs: number | undefined,
  directives: Directives,
): Generator<ResponseEvent> {
  const refused = part['type'] === 'refusal';
  const text = String(refused ? part['refusal'] : part['text']);
  const empty = refused ? { ...part, refusal: '' } : { ...part, text: '', logprobs: [] };
  yield event('response.content_part.added', { ...at, part: empty });
  for (const delta of piecesOf(text, directives)) {
    const logprobs = topLogprobs === undefined ? [] : openaiLogprobs(delta, topLogprobs, directives);
    yield refused
      ? event('response.refusal.delta', { ...at, delta }, countTokens(delta))
      : event('response.output_text.delta', { ...at, delta, logprobs }, countTokens(delta));
  }
  yield refused
    ? event('response.refusal.done', { ...at, refusal: text })
    : event('response.output_text.done', { ...at, text, logprobs: part['logprobs'] });
  yield event('response.content_part.done', { ...at, part });
}

function* summaryEvents(text: string, at: Json, directives: Directives): Generator<ResponseEvent> {
  const part = { type: 'summary_text', text };
  yield event('response.reasoning_summary_part.added', { ...at, part: { ...part, text: '' } });
  for (const delta of piecesOf(text, directives)) {
    yield event('response.reasoning_summary_text.delta', { ...at, delta });
  }
  yield event('response.reasoning_summary_text.done', { ...at, text });
  yield event('response.reasoning_summary_part.done', { ...at, part });
}

function event(type: string, fields: Json, tokens = 0): ResponseEvent {
  return { type, fields, tokens };
}

function objectsIn(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
