// What gates and rules of tags add to a call, in CPU of one thread: best of some rounds.
//   npx tsx bench/gateway/value-steps.ts
import type { TagSource } from '@weir/core/contract';
import { passGate } from '../../packages/server/src/gateway/steps/gate.ts';
import { holdToRules, tagRulesOf } from '../../packages/server/src/gateway/tag-rules.ts';
import type {
  AdmissionState,
  AdmissionWorkload,
} from '../../packages/server/src/registry/admission-state.ts';

const CALLS = 400_000;
const ROUNDS = 12;
const now = Date.now();
const rule = { mode: 'grace' } as const;
const workloadWith = (gate: AdmissionWorkload['gate']) =>
  ({
    id: 'w',
    stage: 'production',
    environment: 'production',
    tags: {},
    gate,
  }) as unknown as AdmissionWorkload;
const passed = workloadWith(undefined);
const lacking = workloadWith({ missing: ['value_metric', 'review_date'] });
const excepted = workloadWith({ missing: [], until: now + 1e9 });

const tag = (name: string, values: readonly string[], more: object = {}) => ({
  name,
  allowed: values,
  parentValues: {},
  onUnknown: 'quarantine',
  ...more,
});
const places = Array.from({ length: 200 }, (_, i) => `site-${i}`);
const state = {
  tags: [
    tag('site', places, {
      parent: 'region',
      parentValues: Object.fromEntries(places.map((one, i) => [one, `r-${i % 9}`])),
    }),
    tag('channel', ['web', 'mail', 'phone']),
    tag('absent', ['a', 'b']),
  ],
} as unknown as AdmissionState;
const none = { tags: [] } as unknown as AdmissionState;

const tagsOf = (i: number): Record<string, string> => ({
  site: places[i % 200] ?? '',
  channel: 'web',
  team: 'care',
});
const sourcesOf = (): Record<string, TagSource> => ({ site: 'header', channel: 'header', team: 'workload' });

let sum = 0;
const cases: [string, (i: number) => void][] = [
  [
    'loop and tags of a call alone',
    (i) => {
      sum += Object.keys(tagsOf(i)).length + Object.keys(sourcesOf()).length;
    },
  ],
  [
    'no gate',
    () => {
      sum += passGate(passed, rule, now) === undefined ? 0 : 1;
    },
  ],
  [
    'gate by exception',
    () => {
      sum += passGate(excepted, rule, now) === undefined ? 0 : 1;
    },
  ],
  [
    'gate in grace, two items missing',
    () => {
      sum += passGate(lacking, rule, now)?.length ?? 0;
    },
  ],
  [
    'no rules of tags',
    () => {
      sum += tagRulesOf(none)?.length ?? 0;
    },
  ],
  [
    'three rules of tags, two of which apply (loop and tags included)',
    (i) => {
      const tags = tagsOf(i);
      const sources = sourcesOf();
      sum +=
        holdToRules(tagRulesOf(state) ?? [], tags, sources).length +
        Object.keys(tags).length +
        Object.keys(sources).length;
    },
  ],
];
for (let round = 0; round < 2; round++) for (const [, work] of cases) time(work);
for (const [name, work] of cases) {
  const best = Math.min(...Array.from({ length: ROUNDS }, () => time(work)));
  console.log(`${name.padEnd(66)} ${best.toFixed(3)} us`);
}
if (sum < 0) console.log(sum);

function time(work: (i: number) => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < CALLS; i++) work(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}
