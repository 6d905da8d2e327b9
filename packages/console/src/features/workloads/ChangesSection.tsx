import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { timelineQuery } from '../../api/value-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type EventKind, KINDS, ofKind } from './events.ts';
import { changesText as text } from './page-text.ts';
import type { SectionProps } from './section.ts';
import { Timeline } from './Timeline.tsx';

const PAGE = 100;
/** The most the API gives at once. */
const MOST = 500;

/** What happened to it: changes, first uses of models and prompt versions, decisions, notes. */
export default function ChangesSection({ workload, scope }: SectionProps) {
  const { since, until } = scope.query;
  const [limit, setLimit] = useState(PAGE);
  const [kind, setKind] = useState<EventKind | 'any'>('any');
  const events = useQuery({
    ...timelineQuery(workload.id, { since, until, limit }),
    enabled: scope.isKnown,
  });
  return (
    <Answer
      query={events}
      isEmpty={(all) => all.length === 0}
      waiting={
        <Panel>
          <SkeletonRows rows={10} columns={3} />
        </Panel>
      }
      teach={<Empty title={text.none}>{text.noneHint}</Empty>}
    >
      {(all) => (
        <Panel
          title={text.title}
          note={text.note}
          actions={
            <Select
              label={text.kind}
              value={kind}
              onChange={setKind}
              choices={[
                { value: 'any' as const, label: text.any },
                ...KINDS.map((value) => ({ value, label: text.kinds[value] })),
              ]}
            />
          }
        >
          {ofKind(all, kind).length === 0 ? (
            <p className="text-sm text-ink-2">{text.none}</p>
          ) : (
            <Timeline events={ofKind(all, kind)} zone={scope.zone} />
          )}
          {all.length < limit || limit >= MOST ? null : (
            <div className="pt-3 text-center">
              <Button onClick={() => setLimit(Math.min(MOST, limit + PAGE))} disabled={events.isFetching}>
                {text.more}
              </Button>
            </div>
          )}
        </Panel>
      )}
    </Answer>
  );
}
