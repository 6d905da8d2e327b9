import { isObject } from '../fields.ts';

const COUNTS = new Set(['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']);

/** Gemini's own schema dialect (`"type": "STRING"`, counts as text) as JSON schema; JSON schema stays what it is. */
export function jsonSchemaOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchemaOf);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => {
      if (name === 'type' && typeof value === 'string') return [name, value.toLowerCase()];
      if (COUNTS.has(name)) return [name, Number(value)];
      return [name, name === 'enum' || name === 'const' ? value : jsonSchemaOf(value)];
    }),
  );
}
