import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The parts of JSON Schema that our configuration uses. */
export interface SchemaNode {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  format?: string;
  pattern?: string;
  properties?: Record<string, SchemaNode>;
  required?: readonly string[];
  items?: SchemaNode;
}

let known: SchemaNode | undefined;

/** weir.yaml as JSON Schema, as people write it: defaults may be left out. */
export function configJsonSchema(): SchemaNode {
  known ??= z.toJSONSchema(configSchema, { io: 'input' }) as SchemaNode;
  return known;
}

/** Names of the settings in a section. */
export function keysAt(path: readonly PropertyKey[]): string[] {
  let node: SchemaNode | undefined = configJsonSchema();
  for (const part of path) node = typeof part === 'number' ? node?.items : node?.properties?.[String(part)];
  return Object.keys(node?.properties ?? {});
}
