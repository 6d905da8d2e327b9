import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import { proposeRerate } from '../../api/price-mutations.ts';
import { type RerateQuestion, rerateQuery } from '../../api/price-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Input } from '../../ui/field.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { RangePicker } from '../scope/RangePicker.tsx';
import { resolveRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { RerateAnswer } from './RerateAnswer.tsx';
import { text as common, rerateText as text } from './text.ts';
import { useChange } from './useChange.ts';

const route = getRouteApi('/shell/prices');
const DEFAULT_RANGE = 'month';

const sameQuestion = (a: RerateQuestion | undefined, b: RerateQuestion) =>
  a !== undefined &&
  a.provider === b.provider &&
  a.model === b.model &&
  a.since.slice(0, 10) === b.since.slice(0, 10) &&
  a.until.slice(0, 10) === b.until.slice(0, 10);

/** Prices anew what is booked: first as a dry run, then as proposals. */
export function RerateSection() {
  const search = route.useSearch();
  const change = useChange();
  const zone = useZone();
  const now = useNow();
  const client = useQueryClient();
  const [asked, setAsked] = useState<RerateQuestion>();
  const range = useMemo(() => resolveRange(search, DEFAULT_RANGE, now, zone), [search, now, zone]);
  const { provider, model } = search;
  const question: RerateQuestion = {
    since: range.since.toISOString(),
    // nothing is booked of what is to come
    until: new Date(Math.min(range.until.getTime(), now.getTime())).toISOString(),
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
  };
  const answer = useQuery(rerateQuery(asked));
  const proposing = useMutation({
    mutationFn: proposeRerate,
    onSuccess: () => void client.invalidateQueries({ queryKey: [REGISTRY] }),
  });
  const isCurrent = sameQuestion(asked, question);
  const ask = () => {
    proposing.reset();
    client.removeQueries({ queryKey: rerateQuery(question).queryKey });
    setAsked(question);
  };
  return (
    <>
      <SectionHead lead={text.lead} actions={null} />
      <form
        className="mb-5 flex flex-wrap items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <RangePicker preset={search.range ?? DEFAULT_RANGE} range={range} zone={zone} onChange={change} />
        {(['provider', 'model'] as const).map((name) => (
          <Input
            key={name}
            aria-label={text[name]}
            placeholder={`${text[name]}: ${text.all}`}
            value={search[name] ?? ''}
            onChange={(event) =>
              change({ [name]: event.target.value === '' ? undefined : event.target.value })
            }
            autoComplete="off"
            spellCheck={false}
            className="!h-8 sm:!w-48"
          />
        ))}
        <Button type="submit" size="sm" look="primary" disabled={answer.isFetching}>
          <Play aria-hidden />
          {answer.isFetching ? text.asking : isCurrent ? text.again : text.ask}
        </Button>
      </form>
      <div aria-live="polite">
        {asked === undefined || !isCurrent ? (
          <Panel flush>
            <Empty title={text.idle}>
              <p className="mb-3">{text.idleHint}</p>
              <CodeBlock text={text.cli} label={common.cliLabel} />
            </Empty>
          </Panel>
        ) : answer.error !== null ? (
          <Failure error={answer.error} onRetry={() => void answer.refetch()} />
        ) : answer.data === undefined ? (
          <Panel flush>
            <SkeletonRows rows={6} columns={4} />
          </Panel>
        ) : (
          <RerateAnswer
            report={answer.data}
            proposing={proposing}
            onPropose={() => proposing.mutate(asked)}
          />
        )}
      </div>
    </>
  );
}
