import type { Belongings, Person } from '@weir/core/contract';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printPerson(out: Output, person: Person): void {
  if (out.json) {
    out.data(person);
    return;
  }
  out.fields([
    ['person', out.style('bold', person.id)],
    ['name', person.name],
    ['e-mail', person.email],
    ['team', person.team],
    ['roles', person.roles.join(', ') || undefined],
    ['state', person.state],
    ['left', person.left_at === undefined ? undefined : `${formatInstant(person.left_at)} UTC`],
    ['created', `${formatInstant(person.created_at)} UTC`],
    ['changed', `${formatInstant(person.updated_at)} UTC`],
  ]);
}

/** `workload support-bot (owner)`, a line each. */
export function belongingLines({ workloads, budgets }: Belongings): string[] {
  const words = (as: readonly string[]) => as.join(', ').replaceAll('_', ' ');
  return [
    ...workloads.map(({ id, as }) => `workload ${id} (${words(as)})`),
    ...budgets.map(({ id, as }) => `budget ${id} (${words(as)})`),
  ];
}
