import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Outcome } from '@weir/core/contract';
import { callQuery } from '../../api/queries.ts';
import { taskQuery } from '../../api/task-queries.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { linkText, text as list, oneText as text } from './text.ts';

function TaskLink({ workload, task }: { workload: string; task: string }) {
  const view = useQuery(taskQuery(workload, task)).data;
  return (
    <>
      <Link to="/tasks/$workload/$task" params={{ workload, task }} className={LINK_CLASS}>
        {text.linkedTask}
      </Link>
      {view === undefined ? null : (
        <span className="block text-xs text-ink-3">
          {text.taskCost} <Money amount={view.cost} currency={view.currency} />
        </span>
      )}
    </>
  );
}

function CallLink({ id }: { id: string }) {
  const call = useQuery({ ...callQuery(id), retry: false }).data;
  return (
    <>
      <Link to="/calls/$id" params={{ id }} className={LINK_CLASS}>
        {text.linkedCall}
      </Link>
      {call === undefined ? null : (
        <span className="block text-xs text-ink-3">
          {text.callCost} <Money amount={call.cost} currency={call.currency} />
        </span>
      )}
    </>
  );
}

/** What the outcome belongs to, each with the way there. */
export function LinkedTo({ outcome }: { outcome: Outcome }) {
  const { workload, task, call, customer, link } = outcome;
  const rows = [
    task === undefined || workload === ''
      ? undefined
      : { name: text.task, id: task, way: <TaskLink workload={workload} task={task} /> },
    call === undefined ? undefined : { name: text.call, id: call, way: <CallLink id={call} /> },
    workload === ''
      ? undefined
      : {
          name: list.workload,
          id: workload,
          way: (
            <Link to="/workloads/$id" params={{ id: workload }} className={LINK_CLASS}>
              {text.linkedWorkload}
            </Link>
          ),
        },
    customer === undefined
      ? undefined
      : {
          name: text.customer,
          id: customer,
          way: (
            <Link to="/outcomes" search={{ customer }} className={LINK_CLASS}>
              {text.linkedCustomer}
            </Link>
          ),
        },
  ].filter((row) => row !== undefined);
  return (
    <Panel title={text.linked} note={linkText[link].hint}>
      <dl className="grid gap-y-3 text-sm">
        {rows.map(({ name, id, way }) => (
          <div key={name} className="grid gap-x-4 sm:grid-cols-[8rem_minmax(0,16rem)_minmax(0,1fr)]">
            <dt className="text-ink-3">{name}</dt>
            <dd className="font-mono text-xs leading-5 break-all">{id}</dd>
            <dd>{way}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
