import type { Json, ToolCallPart } from './conversation.ts';
import { isObject } from './cursor.ts';
import { bodyInvalid } from './refusals.ts';

/** Arguments of a call in history as an object. None is an empty one. */
export function argumentsObject(call: ToolCallPart): Json {
  if (call.arguments.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(call.arguments);
  } catch {
    value = undefined;
  }
  if (!isObject(value)) throw bodyInvalid(call.at, 'holds arguments that are not a JSON object');
  return value;
}

/** Arguments the model wrote, as an object; what is no JSON object is handed on under one name, never lost. */
export function writtenArguments(text: string): Json {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { arguments: value };
  } catch {
    return { arguments: text };
  }
}
