import type { Dialect } from '@weir/core/contract';
import { objectOrNothing, parsedObject } from '../../providers/json/narrow.ts';

type Json = Record<string, unknown>;

/** Deeper values are not looked at: models do not write them, and recursion must end. */
const DEEPEST = 32;
/** Any JSON will do. */
const ANY: Json = {};

/** The schema an answer must fit, as the request states it in its dialect; undefined when it may be any text. */
export function schemaOf(request: Buffer, dialect: Dialect): Json | undefined {
  const body = parsedObject(request);
  if (body === undefined) return undefined;
  if (dialect === 'gemini') {
    const config = objectOrNothing(body['generationConfig']) ?? objectOrNothing(body['generation_config']);
    const schema = config?.['responseJsonSchema'] ?? config?.['responseSchema'];
    return objectOrNothing(schema) ?? (config?.['responseMimeType'] === 'application/json' ? ANY : undefined);
  }
  const format =
    objectOrNothing(body['response_format']) ??
    objectOrNothing(objectOrNothing(body['text'])?.['format']) ??
    objectOrNothing(body['output_format']) ??
    objectOrNothing(objectOrNothing(body['output_config'])?.['format']);
  if (format?.['type'] === 'json_object') return ANY;
  if (format?.['type'] !== 'json_schema') return undefined;
  return (
    objectOrNothing(objectOrNothing(format['json_schema'])?.['schema']) ??
    objectOrNothing(format['schema']) ??
    ANY
  );
}

/** Whether a value has the shape a schema asks for: types, required members, enumerations, items. Keywords beyond these are not looked at. */
export function fits(value: unknown, schema: Json, depth = 0): boolean {
  if (depth > DEEPEST) return true;
  const allowed = schema['enum'];
  if (Array.isArray(allowed) && !allowed.some((one) => JSON.stringify(one) === JSON.stringify(value)))
    return false;
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  if (types.length > 0 && !types.some((type) => isOfType(value, type.toLowerCase(), schema))) return false;
  const members = objectOrNothing(value);
  if (members !== undefined) return membersFit(members, schema, depth);
  const items = objectOrNothing(schema['items']);
  return !Array.isArray(value) || items === undefined || value.every((item) => fits(item, items, depth + 1));
}

function membersFit(value: Json, schema: Json, depth: number): boolean {
  const required = schema['required'];
  if (Array.isArray(required) && required.some((name) => !Object.hasOwn(value, String(name)))) return false;
  return Object.entries(objectOrNothing(schema['properties']) ?? {}).every(([name, member]) => {
    const rule = objectOrNothing(member);
    return rule === undefined || !Object.hasOwn(value, name) || fits(value[name], rule, depth + 1);
  });
}

function isOfType(value: unknown, type: string, schema: Json): boolean {
  switch (type) {
    case 'object':
      return objectOrNothing(value) !== undefined;
    case 'array':
      return Array.isArray(value);
    case 'string':
    case 'boolean':
      return typeof value === type || (value === null && schema['nullable'] === true);
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return true;
  }
}
