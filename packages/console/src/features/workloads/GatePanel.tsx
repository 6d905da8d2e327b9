import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { GateStatus, Workload } from '@weir/core/contract';
import { gateQuery } from '../../api/gate-queries.ts';
import { formatDay } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { GateTag } from './GateTag.tsx';
import { controlsText as text } from './page-text.ts';

const MOST = 6;
const TONES = { allowed: 'good', allowed_with_warning: 'warn', refused: 'bad' } as const;

function Missing({ items }: { items: GateStatus['items'] }) {
  const open = items.filter(({ state }) => state !== 'met' && state !== 'excepted');
  if (open.length === 0) return <p className="mt-3 text-sm text-ink-2">{text.noneMissing}</p>;
  return (
    <>
      <h3 className="mt-4 mb-1 text-xs text-ink-3">{text.missing}</h3>
      <ul className="divide-y divide-line text-sm">
        {open.slice(0, MOST).map(({ id, title, state, evidence }) => (
          <li key={id} className="py-2">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-medium">{title}</span>
              <span className="text-xs text-ink-3">{text.states[state]}</span>
            </p>
            <p className="break-words text-ink-2">{evidence}</p>
          </li>
        ))}
      </ul>
      {open.length > MOST ? <p className="pt-2 text-sm text-ink-3">{text.more(open.length - MOST)}</p> : null}
    </>
  );
}

/** The gate in short: whether production traffic flows, and what is missing. The whole of it has a page of its own. */
export function GatePanel({ workload, zone }: { workload: Workload; zone: string }) {
  const gate = useQuery(gateQuery(workload.id));
  return (
    <Answer
      query={gate}
      waiting={
        <Panel title={text.gate}>
          <Skeleton className="h-24" />
        </Panel>
      }
      teach={<Empty title={text.noGate}>{text.noGateHint}</Empty>}
    >
      {(data) => (
        <Panel
          title={text.gate}
          note={<GateTag gate={data} />}
          actions={
            <Link to="/gates/$id" params={{ id: workload.id }} className={buttonClass('plain', 'sm')}>
              {text.open}
            </Link>
          }
        >
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <Tag tone={TONES[data.traffic]}>{text.met(data.met, data.of)}</Tag>
            {text.traffic[data.traffic]}
            {data.until === undefined ? null : (
              <span className="text-ink-2">{text.until(formatDay(data.until, zone))}</span>
            )}
          </p>
          <Meter className="mt-3" value={data.met / data.of} tone={TONES[data.traffic]} />
          <Missing items={data.items} />
        </Panel>
      )}
    </Answer>
  );
}
