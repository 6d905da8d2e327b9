import type { AdmissionState } from '../../registry/index.ts';
import type { Observation } from '../observation.ts';
import { groupBy } from './group.ts';
import { workloadDimensions, workloadWho } from './who.ts';

/** A task that does not go on. */
export interface TaskTrouble {
  workload: string;
  task: string;
  state: 'stopped' | 'waiting';
  /** Which limit, or who stopped it: `max_steps (50) reached`. */
  reason: string;
}

/** Tasks are alerted on by workload: an agent that runs wild does so in many tasks. */
export function taskObservations(troubles: readonly TaskTrouble[], state: AdmissionState): Observation[] {
  const byWorkload = groupBy(troubles, ({ workload }) => workload);
  return [...byWorkload].map(([workload, tasks]) => {
    const waiting = tasks.filter((task) => task.state === 'waiting').length;
    const shown = tasks.slice(0, 3).map(({ task, reason }) => `${task} (${reason})`);
    const more = tasks.length > shown.length ? ` and ${tasks.length - shown.length} more` : '';
    return {
      kind: 'task_limit',
      subject: `workload/${workload}`,
      dimensions: workloadDimensions(state, workload),
      title: waiting > 0 ? `Tasks of ${workload} wait for a person` : `Tasks of ${workload} were stopped`,
      who: workloadWho(state, workload),
      what: `${tasks.length === 1 ? 'One task does' : `${tasks.length} tasks do`} not go on: ${shown.join(', ')}${more}.`,
      link: `/tasks?workload=${encodeURIComponent(workload)}`,
      burns: { workload },
    };
  });
}
