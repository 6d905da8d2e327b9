import type { TaskView } from '@weir/core/contract';
import { formatCount } from '../../format/number.ts';
import { Meter } from '../../ui/meter.tsx';
import { Panel } from '../../ui/panel.tsx';
import { taskText as text } from './text.ts';

const MOST = 20;

/** Tools the models of a task asked for, most often first. */
export function TaskTools({ tools }: Pick<TaskView, 'tools'>) {
  const sorted = [...tools].sort((a, b) => b.calls - a.calls);
  const most = sorted[0]?.calls ?? 1;
  return (
    <Panel
      title={text.toolList}
      note={tools.length > MOST ? `${MOST} / ${formatCount(tools.length)}` : undefined}
    >
      {tools.length === 0 ? (
        <p className="text-sm text-ink-2">{text.noTools}</p>
      ) : (
        <ul className="-my-1 divide-y divide-line">
          {sorted.slice(0, MOST).map(({ name, calls }) => (
            <li key={name} className="py-2.5">
              <div className="mb-1.5 flex gap-3 text-sm">
                <span className="min-w-0 truncate font-mono text-xs leading-5" title={name}>
                  {name}
                </span>
                <span className="tabular ml-auto shrink-0 font-medium">
                  {text.toolUses(formatCount(calls))}
                </span>
              </div>
              <Meter value={calls / most} tone="neutral" />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
