import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Level } from './level.ts';
import { settled } from './testing/hand-time.ts';
import { ask, limit } from './testing/limits.ts';
import { Network } from './testing/network.ts';

const TAGS = { workload: 'chat' };
const RUNS = 150;

interface Case {
  limit: number;
  burst: number;
  queueMs: number;
  gateways: number;
  steps: number[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  limit: fc.integer({ min: 1, max: 2_000 }),
  burst: fc.integer({ min: 1, max: 50 }),
  queueMs: fc.constantFrom(0, 300),
  gateways: fc.integer({ min: 1, max: 4 }),
  steps: fc.array(fc.nat({ max: 1_000_000 }), { minLength: 20, maxLength: 300 }),
});

/** Two slices lapse unused, and that is told long after: meanwhile they have drained. */
const LAPSED_LONG_AGO: Case = {
  limit: 27,
  burst: 3,
  queueMs: 0,
  gateways: 2,
  steps: [
    0, 453_340, 0, 0, 614_500, 0, 83_778, 411_140, 0, 0, 239_378, 880_440, 0, 0, 426_540, 331_640, 188_040,
    224_340, 0, 81_540, 546_340, 733_740,
  ],
};

function name(network: Network, choice: number): string {
  const names = [...network.gateways.keys()];
  return names[choice % Math.max(1, names.length)] ?? '';
}

/** One act of a run: many calls and deliveries, some time, now and then an accident. */
async function act(network: Network, step: number, accidents: boolean): Promise<void> {
  const kind = step % 100;
  const choice = Math.floor(step / 100);
  if (kind < 40) network.call(name(network, choice), ask({ tags: TAGS }));
  else if (kind < 70) network.deliver(choice);
  else if (kind < 78) network.time.pass(choice % 40);
  else if (kind < 82) network.time.pass(choice % 2_500);
  else if (kind < 90) network.repeat(choice);
  else if (kind < 95) network.end(choice);
  else if (kind === 95 && network.gateways.size < 5) network.addGateway();
  else if (kind === 96 && network.gateways.size > 1) network.kill(name(network, choice));
  else if (kind === 97 && accidents) network.lose();
  else if (kind === 98 && accidents) network.find(false);
  await settled();
}

describe('several gateways', () => {
  it('let through no more than burst + pace x time between any two instants', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ limit: most, burst, queueMs, gateways, steps }) => {
        const rule = limit({ metric: 'requests', limit: `${most}`, burst: `${burst}`, queueMs });
        const network = new Network([rule], gateways);
        const judge = new Level(0);
        let worst = 0;
        network.onPass = () => {
          judge.drain(network.time.ms, most / 60_000);
          judge.used += 1;
          worst = Math.max(worst, judge.used);
        };
        for (const step of steps) await act(network, step, false);
        expect(worst).toBeLessThanOrEqual(burst + 1e-5);
      }),
      { numRuns: RUNS, examples: [[LAPSED_LONG_AGO]] },
    );
  });

  it('take tokens within burst + pace x time from the start, corrections included', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ limit: most, burst, queueMs, gateways, steps }) => {
        const rule = limit({ metric: 'tokens', limit: `${most * 100}`, burst: `${burst * 100}`, queueMs });
        const network = new Network([rule], gateways);
        let used = 0;
        let over = 0;
        network.onPass = () => {
          used += 100;
          over = Math.max(over, used - burst * 100 - (network.time.ms * most) / 600);
        };
        for (const step of steps) {
          if (step % 100 >= 90 && step % 100 < 95 && network.open.length > 0) {
            // never more than expected: what is more is a debt that may pass the line
            const tokens = step % 7 === 0 ? 20 : 100;
            used -= 100 - tokens;
            network.end(step, { tokens, cost: 0n });
          } else await act(network, step, false);
        }
        expect(over).toBeLessThanOrEqual(1e-3);
      }),
      { numRuns: RUNS },
    );
  });

  it('never run more calls at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ burst, queueMs, gateways, steps }) => {
        const network = new Network([limit({ metric: 'concurrent', limit: `${burst}`, queueMs })], gateways);
        let most = 0;
        network.onPass = () => {
          most = Math.max(most, network.open.length);
        };
        for (const step of steps) await act(network, step, false);
        expect(most).toBeLessThanOrEqual(burst);
      }),
      { numRuns: RUNS },
    );
  });

  it('keep near the limit while control comes and goes: one more burst for each loss at the most', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ limit: most, burst, gateways, steps }) => {
        const network = new Network(
          [limit({ metric: 'requests', limit: `${most}`, burst: `${burst}` })],
          gateways,
        );
        let passed = 0;
        let over = 0;
        let losses = 0;
        network.onPass = () => {
          passed += 1;
          const allowed = burst * (1 + losses) + network.gateways.size + (network.time.ms * most) / 60_000;
          over = Math.max(over, passed - allowed);
        };
        for (const step of steps) {
          const kind = step % 100;
          if (kind === 95 || kind === 96) continue;
          if (kind === 97) losses += 1;
          await act(network, step, true);
        }
        expect(over).toBeLessThanOrEqual(1e-5);
      }),
      { numRuns: RUNS },
    );
  });
});
