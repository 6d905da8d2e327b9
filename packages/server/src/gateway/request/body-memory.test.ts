import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyMemory, type BodyShare } from './body-memory.ts';

const share = (): BodyShare & { admitted: number } => ({
  held: 0,
  admitted: 0,
  admit() {
    this.admitted += 1;
  },
});

describe('room for large bodies', () => {
  it('goes at once to the next when one that waits leaves, and none is kept for it', () => {
    const memory = new BodyMemory(200, 100);
    const [full, favoured, gone, next] = [share(), share(), share(), share()];
    expect(memory.take(full, 100)).toBe(true);
    expect(memory.take(favoured, 100)).toBe(true);
    expect([memory.take(gone, 100), memory.take(next, 50)]).toEqual([false, false]);
    memory.give(gone);
    memory.give(favoured);
    expect([gone.held, next.held, memory.bytes]).toEqual([0, 50, 150]);
    expect([gone.admitted, next.admitted]).toEqual([0, 1]);
  });

  it('is never exceeded, and every body gets all it needs, in whatever steps they grow', () => {
    const bodies = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(29), { maxLength: 200 }), (sizes, order) => {
        const memory = new BodyMemory(40, 10);
        const uploads = sizes.map((size) => ({ size, share: share(), asked: 0, done: false }));
        const step = (upload: (typeof uploads)[number] | undefined): boolean => {
          if (upload === undefined || upload.done || upload.share.held < upload.asked) return false;
          upload.done = upload.asked === upload.size;
          if (upload.done) memory.give(upload.share);
          else {
            upload.asked += 1;
            memory.take(upload.share, 1);
          }
          expect(memory.bytes).toBeLessThanOrEqual(40);
          return true;
        };
        for (const at of order) step(uploads[at % uploads.length]);
        while (uploads.filter(step).length > 0);
        expect(uploads.every(({ done }) => done)).toBe(true);
        expect(memory.bytes).toBe(0);
      }),
    );
  });
});
