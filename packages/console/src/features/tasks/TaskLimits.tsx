import type { TaskView } from '@weir/core/contract';
import { CodeBlock } from '../../ui/code.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { limitText, limitTone } from './prepare.ts';
import { limitSnippet } from './snippets.ts';
import { limitHints, limitLabels, taskText as text } from './text.ts';

function Limit({ use, currency }: { use: TaskView['limits'][number]; currency: string }) {
  const { limit, most, used, used_percent } = use;
  const tone = limitTone(used_percent);
  return (
    <li className="py-2.5" title={limitHints[limit]}>
      <div className="mb-1.5 flex flex-wrap items-center gap-x-3 text-sm">
        <span>{limitLabels[limit]}</span>
        {tone === 'bad' ? <Tag tone="bad">{text.reached}</Tag> : null}
        {tone === 'warn' ? <Tag tone="warn">{text.near}</Tag> : null}
        <span className="tabular ml-auto">
          <span className="font-medium">{limitText(limit, used, currency)}</span>
          <span className="text-ink-3"> / {limitText(limit, most, currency)}</span>
        </span>
      </div>
      <Meter value={used_percent / 100} tone={tone} />
    </li>
  );
}

/** How far the limits of a task are used; without any, how to set some. */
export function TaskLimits({ task }: { task: TaskView }) {
  return (
    <Panel title={text.limits} note={task.limits.length === 0 ? undefined : text.limitsNote}>
      {task.limits.length === 0 ? (
        <>
          <p className="mb-3 text-sm text-ink-2">{text.noLimits}</p>
          <CodeBlock label={text.noLimitsHint} text={limitSnippet(task.workload)} />
        </>
      ) : (
        <ul className="-my-1 divide-y divide-line">
          {task.limits.map((use) => (
            <Limit key={use.limit} use={use} currency={task.currency} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
