import type { CallFact } from '@weir/core/contract';
import { formatCount } from '../../format/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { unitLabel } from './prepare.ts';
import { callText } from './text.ts';

export function Usage({ call }: { call: CallFact }) {
  const entries = Object.entries(call.usage);
  return (
    <Panel
      title={callText.usage}
      note={entries.length === 0 ? null : call.estimated ? callText.usageEstimated : callText.usageNote}
    >
      {entries.length === 0 ? (
        <p className="text-sm text-ink-2">{callText.noUsage}</p>
      ) : (
        <dl className="tabular divide-y divide-line text-sm">
          {entries.map(([unit, quantity]) => (
            <div key={unit} className="flex justify-between gap-4 py-1.5">
              <dt className="text-ink-2">{unitLabel(unit)}</dt>
              <dd className="font-medium">{formatCount(quantity)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
