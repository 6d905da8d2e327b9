import { Link } from '@tanstack/react-router';
import type { Approval } from '@weir/core/contract';
import { LINK_CLASS } from '../../ui/link.ts';
import { taskOf } from './prepare.ts';

/** To the budget, or to the calls of the task. */
export function SubjectLink({ approval: { kind, subject } }: { approval: Approval }) {
  const className = `${LINK_CLASS} break-all`;
  if (kind === 'budget') {
    return (
      <Link to="/budgets/$id" params={{ id: subject }} className={className}>
        {subject}
      </Link>
    );
  }
  const { workload, task } = taskOf(subject);
  return (
    <Link to="/calls" search={{ filter: [`workload=${workload}`, `task=${task}`] }} className={className}>
      {subject}
    </Link>
  );
}
