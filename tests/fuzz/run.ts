/**
 * `npx tsx tests/fuzz/run.ts --cases 1000000 [--seed n] [--only "<target>"] [--repeat <seed of a case>]`: throws
 * mutated and random input at everything that reads what others write. Prints cases a second and, of each fault, what
 * plays it again; exit code 1 when there is one.
 */
import { parseArgs } from 'node:util';
import { fuzz, targetNames } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    only: { type: 'string' },
    repeat: { type: 'string' },
  },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
console.log(`seed ${seed}; targets: ${targetNames()}`);
const report = await fuzz({
  cases: values.repeat === undefined ? Number(values.cases) : 1,
  seed,
  ...(values.only === undefined ? {} : { only: values.only }),
  ...(values.repeat === undefined ? {} : { repeat: Number(values.repeat) }),
  say: (line) => console.log(line),
});
for (const [target, { cases, milliseconds }] of Object.entries(report.byTarget)) {
  console.log(
    `${target.padEnd(24)} ${String(cases).padStart(9)} cases ${((milliseconds * 1_000) / cases).toFixed(1).padStart(9)} us each`,
  );
}
const { slowest } = report;
console.log(`slowest: ${slowest.target}, ${slowest.milliseconds.toFixed(1)} ms (--repeat ${slowest.seed})`);
for (const fault of report.faults) {
  console.log(
    `\nFAULT in ${fault.target}: --only "${fault.target}" --repeat ${fault.seed}\n${fault.message}`,
  );
}
const perSecond = Math.round(report.cases / report.seconds);
console.log(
  `\n${report.cases} cases in ${report.seconds.toFixed(1)} s, ${perSecond} a second, ${report.faults.length} faults`,
);
process.exitCode = report.faults.length === 0 ? 0 : 1;
