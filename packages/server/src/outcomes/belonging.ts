import type { NamedCall } from '../ledger/outcome-port.ts';
import { type CheckedOutcome, type Fault, faultOf, isFault } from './check.ts';
import type { Teller, WorkloadFacts } from './port.ts';

export interface Belonging {
  /** `''` while nothing is known. */
  workload: string;
  /** The task or call it names, where it is in the ledger. */
  named: NamedCall | undefined;
}

/** The workload an outcome is of: that of what it names, or else the one it names itself. */
export async function belongingOf(
  input: Pick<CheckedOutcome, 'workload' | 'task' | 'call'>,
  known: readonly NamedCall[],
  by: Teller,
  facts: (id: string) => Promise<WorkloadFacts | undefined>,
): Promise<Belonging | Fault> {
  const wanted = input.workload;
  if (by.workload !== undefined && wanted !== by.workload) {
    return faultOf(
      'workload',
      `This key speaks for ${by.workload} only`,
      'Leave the workload out, or use the key of that workload.',
    );
  }
  const family = wanted === undefined ? undefined : await familyOf(wanted, facts);
  if (family !== undefined && isFault(family)) return family;
  const named = await namedBy(input, known, family, facts);
  if (named !== undefined && isFault(named)) return named;
  return { workload: named?.workload ?? family?.at(-1) ?? '', named };
}

/** The workload, and what it was merged into: calls from before lie under the former. */
async function familyOf(
  id: string,
  facts: (id: string) => Promise<WorkloadFacts | undefined>,
): Promise<string[] | Fault> {
  const family: string[] = [];
  for (let next: string | undefined = id; next !== undefined && !family.includes(next); ) {
    const workload = await facts(next);
    if (workload === undefined)
      return faultOf(
        'workload',
        `There is no workload "${next}"`,
        '`weir workload list` shows which there are.',
      );
    family.push(next);
    next = workload.mergedInto;
  }
  return family;
}

/** Of one task under several names of a family, that of the workload which goes on; undefined where there are several workloads. */
async function onlyOne(
  tasks: readonly NamedCall[],
  facts: (id: string) => Promise<WorkloadFacts | undefined>,
): Promise<NamedCall | undefined> {
  // calls that nobody has claimed say of no other workload that the task is its own
  const claimed = tasks.filter(({ workload }) => workload !== '');
  const families = await Promise.all(claimed.map(({ workload }) => familyOf(workload, facts)));
  const heirs = families.map((family, i) => (isFault(family) ? claimed[i]?.workload : family.at(-1)));
  if (new Set(heirs).size > 1) return undefined;
  return claimed.find(({ workload }) => workload === heirs[0]) ?? claimed.at(-1) ?? tasks.at(-1);
}

async function namedBy(
  { task, call }: Pick<CheckedOutcome, 'task' | 'call'>,
  known: readonly NamedCall[],
  family: readonly string[] | undefined,
  facts: (id: string) => Promise<WorkloadFacts | undefined>,
): Promise<NamedCall | Fault | undefined> {
  const fits = ({ workload }: NamedCall) => family === undefined || family.includes(workload);
  if (task !== undefined) {
    const tasks = known.filter((one) => one.call === undefined && one.task === task && fits(one));
    if (tasks.length < 2 || family !== undefined) return tasks.at(-1);
    const one = await onlyOne(tasks, facts);
    if (one !== undefined) return one;
    const names = tasks.map(({ workload }) => workload || '(none)').join(', ');
    return faultOf(
      'workload',
      `Several workloads have a task of this name: ${names}`,
      'Name the workload, too.',
    );
  }
  const found = known.find((one) => call !== undefined && one.call === call);
  if (found === undefined || fits(found)) return found;
  return faultOf(
    'call',
    `This call is not of the workload "${family?.[0] ?? ''}"`,
    'Name that workload, or none.',
  );
}
