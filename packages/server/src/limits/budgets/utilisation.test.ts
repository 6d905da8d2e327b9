import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAuthority } from './authority/authority.ts';
import { OPENAI, usd } from './testing/scenario.ts';
import { World } from './testing/world.ts';

const GATEWAYS = 4;
const CALLERS = 16;
const NANO = 1_000n;
/** 0.5% of it is the worst case of one call. */
const LIMIT = 100_000n * NANO;

/** Callers that call again as soon as a call has ended, until the first is refused: what was admitted by then, in percent. */
async function admittedBeforeRefusal(mostNano: number, seed: number): Promise<number> {
  const budget = { ...usd(0n), amount: LIMIT };
  const world = new World([budget], { authority: createAuthority, gateways: GATEWAYS });
  for (const gateway of world.living) world.connect(gateway);
  await world.quiesce();
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const busy = new Map<string, number>();
  const open: (typeof world.calls)[number][] = [];
  let seen = 0;
  let atRefusal: bigint | undefined;
  for (let turn = 0; atRefusal === undefined && turn < 5_000; turn++) {
    for (const gateway of world.living) {
      const running = busy.get(gateway.name) ?? 0;
      if (running >= CALLERS || random(3) === 0) continue;
      busy.set(gateway.name, running + 1);
      const amount = BigInt(1 + random(mostNano)) * NANO;
      void world.reserve(gateway, { key: 'k', tags: {} }, [{ place: OPENAI, amount }]).then((passed) => {
        if (!passed) {
          busy.set(gateway.name, (busy.get(gateway.name) ?? 0) - 1);
          atRefusal ??= world.truth(budget);
        }
      });
    }
    open.push(...world.calls.slice(seen));
    seen = world.calls.length;
    // what is not used goes back: that is what may lie idle where nobody needs it
    const [call] = open.length > 20 || random(3) === 0 ? open.splice(random(open.length), 1) : [];
    if (call !== undefined) {
      world.settle(call, (held) => held - (held * BigInt(random(60))) / 100n);
      busy.set(call.gateway, (busy.get(call.gateway) ?? 0) - 1);
    }
    for (let i = 0; i < 6; i++) world.deliver(random(1_000));
    await world.turn();
    world.advance(1);
  }
  expect(world.refusals.every(({ code }) => code === 'budget_exhausted')).toBe(true);
  return Number(((atRefusal ?? 0n) * 10_000n) / LIMIT) / 100;
}

it('nobody is refused before 98% of a budget is used, by 4 gateways with 16 callers each', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 150, max: 500 }), fc.nat(), async (mostNano, seed) => {
      const percent = await admittedBeforeRefusal(mostNano, seed);
      expect(percent).toBeGreaterThanOrEqual(98);
    }),
    { numRuns: 8 },
  );
});
