import { useMemo } from 'react';
import { formatClock } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useZone } from '../scope/useZone.ts';
import { forget, type Sent } from './history.ts';
import { text } from './text.ts';

interface HistoryPanelProps {
  sent: readonly Sent[];
  shown: number | undefined;
  onShow: (one: Sent) => void;
}

const modelOf = ({ request }: Sent) => {
  const { model } = request.request;
  return typeof model === 'string' ? model : text.none;
};

export function HistoryPanel({ sent, shown, onShow }: HistoryPanelProps) {
  const zone = useZone();
  const columns = useMemo(
    (): Column<Sent>[] => [
      {
        id: 'time',
        header: text.time,
        cell: (one) => (
          <button
            type="button"
            aria-pressed={one.id === shown}
            onClick={() => onShow(one)}
            className="tabular font-medium text-accent-strong underline-offset-4 hover:underline aria-pressed:underline"
          >
            {formatClock(one.at, zone)}
          </button>
        ),
      },
      { id: 'workload', header: text.workload, cell: ({ request }) => request.workload },
      {
        id: 'model',
        header: text.model,
        from: 'sm',
        cell: (one) => <span className="block max-w-48 truncate">{modelOf(one)}</span>,
      },
      {
        id: 'status',
        header: text.answer,
        align: 'end',
        cell: ({ answer }) => <Tag tone={answer.status < 400 ? 'good' : 'bad'}>{answer.status}</Tag>,
      },
    ],
    [zone, shown, onShow],
  );
  return (
    <Panel
      title={text.history}
      note={text.historyNote}
      flush
      actions={
        <Button size="sm" onClick={forget}>
          {text.forget}
        </Button>
      }
    >
      <DataTable caption={text.history} columns={columns} rows={sent} rowId={({ id }) => String(id)} />
    </Panel>
  );
}
