// What rate limits cost on the path of a call, on one core: `npx tsx bench/limits/rates.ts`. Best of several rounds.

import { SliceAuthority } from '../../packages/server/src/limits/rates/authority.ts';
import { createRates } from '../../packages/server/src/limits/rates/rates.ts';
import type { AdmissionRateLimit } from '../../packages/server/src/registry/admission-state.ts';

const ROUNDS = 5;
const CALLS = 100_000;
/** Calls between two turns of the event loop, as under load. */
const PER_TURN = 50;

const limit = (id: string, given: Partial<AdmissionRateLimit>): AdmissionRateLimit => ({
  id,
  name: id,
  scope: {},
  metric: 'requests',
  limit: '1000000000',
  windowSeconds: 60,
  queueMs: 0,
  ...given,
});

const three = [
  limit('a', { metric: 'requests', per: 'user' }),
  limit('b', { metric: 'tokens', limit: '100000000000000', scope: { workload: 'chat' } }),
  limit('c', { metric: 'concurrent', per: 'key' }),
];
const cases: Record<string, { limits: AdmissionRateLimit[]; shared: boolean; headers: boolean }> = {
  'no limits': { limits: [], shared: true, headers: false },
  '20 limits, none matches': {
    limits: Array.from({ length: 20 }, (_, i) => limit(`x${i}`, { scope: { workload: `w${i}` } })),
    shared: true,
    headers: false,
  },
  '3 match, one gateway by itself': { limits: three, shared: false, headers: false },
  '3 match, slices from the authority': { limits: three, shared: true, headers: false },
  '3 match, slices, headers': { limits: three, shared: true, headers: true },
};

const subject = { key: 'k1', tags: { workload: 'chat', user: 'ann', team: 'a', environment: 'production' } };
const place = { provider: 'openai', model: 'gpt-4o-mini', tier: undefined };
const actual = { tokens: 300, cost: 1_000_000n };

async function measure({ limits, shared, headers }: (typeof cases)[string]): Promise<string> {
  const now = () => performance.now();
  const authority = new SliceAuthority({ now, limits: () => limits });
  const timers = new Set<NodeJS.Timeout>();
  const rates = createRates({
    rules: () => ({ version: 1, rateLimits: limits }),
    now,
    after(ms, then) {
      const timer = setTimeout(then, ms);
      timers.add(timer);
      return () => clearTimeout(timer);
    },
    ...(shared ? { authority: { ask: async (asks) => authority.ask('g1', asks) } } : {}),
  });
  const ask = { subject, place, tokens: 1_000, cost: 5_000_000n };
  const pass = await rates.admit(ask);
  pass?.end(actual);
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    let spent = 0;
    for (let call = 0; call < CALLS; call += PER_TURN) {
      const started = performance.now();
      for (let i = 0; i < PER_TURN; i += 1) {
        const passed = rates.admit(ask);
        if (passed instanceof Promise) {
          waited += 1;
          passed.then((one) => one?.end(actual));
          continue;
        }
        if (headers && passed !== undefined) passed.headers.length;
        passed?.end(actual);
      }
      spent += performance.now() - started;
      await new Promise(setImmediate);
    }
    best = Math.min(best, spent);
  }
  rates.stop();
  for (const timer of timers) clearTimeout(timer);
  const asks = rates.asks / ROUNDS;
  const path = `${((best * 1_000) / CALLS).toFixed(2)} us a call`;
  return `${path}, ${waited} of ${ROUNDS * CALLS} waited, ${asks.toFixed(0)} messages per ${CALLS} calls`;
}

for (const [name, one] of Object.entries(cases)) console.log(`${name.padEnd(40)} ${await measure(one)}`);
