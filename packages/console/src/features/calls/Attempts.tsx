import type { AttemptFact, CallFact } from '@weir/core/contract';
import { formatDuration } from '../../format/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { supersededText } from './superseded.ts';
import { callText } from './text.ts';

const COLUMNS: readonly Column<AttemptFact>[] = [
  { id: 'attempt', header: callText.attempt, cell: (one) => one.attempt },
  { id: 'provider', header: callText.attemptProvider, cell: (one) => one.provider },
  { id: 'model', header: callText.attemptModel, cell: (one) => one.model, from: 'sm' },
  {
    id: 'status',
    header: callText.attemptStatus,
    cell: (one) => (
      <Tag tone={one.error_code === undefined && (one.http_status ?? 0) < 400 ? 'good' : 'bad'}>
        {[one.http_status, one.error_code].filter((part) => part !== undefined).join(' ') || callText.none}
      </Tag>
    ),
  },
  {
    id: 'why',
    header: callText.attemptWhy,
    cell: ({ superseded_by: why }) =>
      why === undefined ? <span className="text-ink-3">{callText.none}</span> : supersededText(why),
  },
  {
    id: 'first',
    header: callText.attemptFirstByte,
    align: 'end',
    from: 'sm',
    cell: (one) => (one.first_byte_ms === undefined ? callText.none : formatDuration(one.first_byte_ms)),
  },
  {
    id: 'duration',
    header: callText.attemptDuration,
    align: 'end',
    cell: (one) => formatDuration(one.duration_ms),
  },
  {
    id: 'id',
    header: callText.attemptId,
    from: 'lg',
    cell: (one) => <span className="font-mono text-xs">{one.upstream_request_id ?? callText.none}</span>,
  },
];

export function Attempts({ call }: { call: CallFact }) {
  return (
    <Panel title={callText.attempts} flush>
      {call.attempts.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">
          {call.cache === 'hit' ? callText.noAttemptsCached : callText.noAttempts}
        </p>
      ) : (
        <DataTable
          caption={callText.attempts}
          columns={COLUMNS}
          rows={call.attempts}
          rowId={(one) => String(one.attempt)}
        />
      )}
    </Panel>
  );
}
