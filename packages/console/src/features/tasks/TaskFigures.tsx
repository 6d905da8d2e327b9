import type { TaskView } from '@weir/core/contract';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatCountShort, formatDuration } from '../../format/number.ts';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { Stat } from '../../ui/stat.tsx';
import { lasted, limitTone, percentText } from './prepare.ts';
import { taskText as text } from './text.ts';

function CostFoot({ task }: { task: TaskView }) {
  const limit = task.limits.find((one) => one.limit === 'cost');
  const reserved =
    task.reserved !== undefined && /[1-9]/.test(task.reserved)
      ? text.reserved(formatMoney(task.reserved, task.currency).text)
      : undefined;
  if (limit === undefined) return <>{reserved ?? text.noLimit}</>;
  return (
    <>
      <span className="block">
        {text.ofLimit(percentText(limit.used_percent), formatMoney(limit.most, task.currency).text)}
        {reserved === undefined ? '' : ` · ${reserved}`}
      </span>
      <Meter value={limit.used_percent / 100} tone={limitTone(limit.used_percent)} className="mt-1.5" />
    </>
  );
}

/** The headline figures of a task. */
export function TaskFigures({ task }: { task: TaskView }) {
  const { input_tokens, output_tokens } = task;
  const { ms, untilNow } = lasted(task);
  return (
    <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 xl:grid-cols-6">
      <Stat
        label={task.state === 'ended' ? text.finalCost : text.cost}
        value={<Money amount={task.cost} currency={task.currency} />}
        foot={<CostFoot task={task} />}
      />
      <Stat
        label={text.steps}
        value={formatCount(task.steps)}
        foot={
          task.errors === 0 ? '' : <span className="font-medium text-bad">{text.failed(task.errors)}</span>
        }
      />
      <Stat
        label={text.tools}
        value={formatCount(task.tool_calls)}
        foot={task.tools.length === 0 ? '' : text.toolNames(task.tools.length)}
      />
      <Stat
        label={text.tokens}
        value={formatCountShort(input_tokens + output_tokens)}
        foot={text.tokensFoot(formatCountShort(input_tokens), formatCountShort(output_tokens))}
      />
      <Stat label={text.retries} value={formatCount(task.retries)} />
      <Stat label={text.wall} value={formatDuration(ms)} foot={untilNow ? text.wallNow : text.wallFoot} />
    </div>
  );
}
