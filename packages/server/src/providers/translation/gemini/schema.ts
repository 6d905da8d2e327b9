import type { Json } from '../conversation.ts';
import { isObject } from '../cursor.ts';

const SCHEMAS = new Set(['items', 'additionalProperties']);
const LISTS = new Set(['anyOf', 'prefixItems']);

/**
 * Gemini's OpenAPI-like schema as JSON schema: types in lower case, `nullable` as a further type, and counts that
 * come as text (protocol buffers write 64-bit numbers so) as numbers. `propertyOrdering` and `example` go.
 */
export function jsonSchema(schema: Json): Json {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'nullable' || key === 'propertyOrdering' || key === 'example') continue;
    if (key === 'type') result['type'] = String(value).toLowerCase();
    else if (key === 'properties' && isObject(value)) result[key] = mapped(value);
    else if (SCHEMAS.has(key) && isObject(value)) result[key] = jsonSchema(value);
    else if (LISTS.has(key) && Array.isArray(value))
      result[key] = value.map((item) => (isObject(item) ? jsonSchema(item) : item));
    else if (/^(min|max)/.test(key) && typeof value === 'string') result[key] = Number(value);
    else result[key] = value;
  }
  if (schema['nullable'] === true && result['type'] !== undefined) result['type'] = [result['type'], 'null'];
  return result;
}

function mapped(properties: Json): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, isObject(value) ? jsonSchema(value) : value]),
  );
}
