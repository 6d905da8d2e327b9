import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fitSchema } from './fit-schema.ts';
import { createRandom } from './random.ts';

const leaf = fc.constantFrom<() => z.ZodType>(
  () => z.string(),
  () => z.string().min(5).max(30),
  () => z.email(),
  () => z.uuid(),
  () => z.iso.date(),
  () => z.number().min(-3).max(4.5),
  () => z.int().min(2).max(7),
  () => z.boolean(),
  () => z.null(),
  () => z.enum(['a', 'b']),
  () => z.literal(42),
);
const schema: fc.Arbitrary<z.ZodType> = fc.letrec<{ node: z.ZodType }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf.map((make) => make()),
    fc
      .array(tie('node'), { minLength: 1, maxLength: 4 })
      .map((nodes) => z.object(Object.fromEntries(nodes.map((node, i) => [`field_${i}`, node])))),
    tie('node').map((node) => z.array(node).min(1).max(5)),
    fc.tuple(tie('node'), tie('node')).map((pair) => z.union(pair)),
    tie('node').map((node) => node.nullable()),
  ),
})).node;

describe('fitSchema', () => {
  it('makes values that the schema accepts', () => {
    fc.assert(
      fc.property(schema, fc.nat(), (type, seed) => {
        const value = fitSchema(z.toJSONSchema(type), createRandom(seed));
        expect(type.safeParse(value).error).toBeUndefined();
      }),
    );
  });

  it('ends on schemas that contain themselves', () => {
    const tree = {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
            children: { type: 'array', items: { $ref: '#/$defs/node' } },
          },
          required: ['name', 'next', 'children'],
        },
      },
    };
    const value = fitSchema(tree, createRandom(1));
    expect(JSON.stringify(value).length).toBeLessThan(200_000);
  });

  it('survives a reference to nowhere and to itself', () => {
    expect(() => fitSchema({ $ref: '#/$defs/gone' }, createRandom(1))).not.toThrow();
    expect(() => fitSchema({ $ref: '#' }, createRandom(1))).not.toThrow();
  });
});
