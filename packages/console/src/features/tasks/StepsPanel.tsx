import type { TaskView } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { downloadText } from '../../charts/draw/download.ts';
import { formatCount } from '../../format/number.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { fileName, stepsOf, taskCsv } from './prepare.ts';
import { StepsTable } from './StepsTable.tsx';
import { taskText as text } from './text.ts';
import { Waterfall } from './Waterfall.tsx';

/** More rows than this are drawn only when asked for. */
const SHOWN = 100;

/** The calls of a task as waterfall or table, and as a file. */
export function StepsPanel({ task }: { task: TaskView }) {
  const [view, setView] = useState<'waterfall' | 'table'>('waterfall');
  const [showsAll, setShowsAll] = useState(false);
  const steps = useMemo(() => stepsOf(task.calls), [task.calls]);
  const shown = showsAll ? steps.length : SHOWN;
  return (
    <Panel
      title={text.calls}
      note={task.truncated ? text.callsNote(formatCount(steps.length)) : undefined}
      flush
      actions={
        <>
          <Segmented
            label={text.view}
            value={view}
            onChange={setView}
            choices={[
              { value: 'waterfall', label: text.waterfall },
              { value: 'table', label: text.table },
            ]}
          />
          <IconButton
            label={text.csv}
            onClick={() => downloadText(`weir-task-${fileName(task.task)}.csv`, taskCsv(steps))}
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {steps.length === 0 ? (
        <Empty title={text.noCalls} />
      ) : view === 'waterfall' ? (
        <Waterfall steps={steps} shown={shown} />
      ) : (
        <StepsTable steps={steps.slice(0, shown)} />
      )}
      {steps.length > shown ? (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" onClick={() => setShowsAll(true)}>
            {text.showAll(formatCount(steps.length))}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}
