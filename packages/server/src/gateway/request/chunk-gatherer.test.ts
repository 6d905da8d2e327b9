import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ChunkGatherer } from './chunk-gatherer.ts';

it('keeps a body that comes byte by byte in few pieces', () => {
  const chunks = new ChunkGatherer();
  const body = Buffer.alloc(2_000_000, 'abcdefg');
  for (let i = 0; i < body.length; i += 1) chunks.push(body.subarray(i, i + 1));
  expect(chunks.count).toBeLessThan(30);
  expect(chunks.take().equals(body)).toBe(true);
});

it('does not copy a body that comes at once', () => {
  const chunks = new ChunkGatherer();
  const body = Buffer.from('{}');
  chunks.push(body);
  expect(chunks.take()).toBe(body);
});

it('gives the bytes back in order, however they were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12_000 }), { maxLength: 60 }), (sizes) => {
      const chunks = new ChunkGatherer();
      const parts = sizes.map((size, i) => Buffer.alloc(size, `${i}.`));
      for (const part of parts) chunks.push(part);
      expect(chunks.size).toBe(sizes.reduce((sum, size) => sum + size, 0));
      expect(chunks.take().equals(Buffer.concat(parts))).toBe(true);
    }),
  );
});
