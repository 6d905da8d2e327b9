import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { GateItem, GateStatus } from '@weir/core/contract';
import { ChevronLeft } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { gateQuery } from '../../api/gate-queries.ts';
import { workloadQuery } from '../../api/queries.ts';
import { formatMomentLong } from '../../format/time.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useZone } from '../scope/useZone.ts';
import { type Asked, ItemRow } from './ItemRow.tsx';
import { isConcerned, isOpen, STATE_TONES, TRAFFIC_TONES } from './prepare.ts';
import { text as listText, stateTexts, pageText as text } from './text.ts';

const ReviewDialog = lazy(() => import('./ReviewDialog.tsx'));
const ExceptDialog = lazy(() => import('./ExceptDialog.tsx'));
const RevokeDialog = lazy(() => import('./RevokeDialog.tsx'));

const route = getRouteApi('/shell/gates/$id');
const KINDS = ['requirement', 'question'] as const;
const KIND_TEXTS = {
  requirement: { title: text.requirements, note: text.requirementsNote },
  question: { title: text.questions, note: text.questionsNote },
};

function Standing({ gate, isHere }: { gate: GateStatus; isHere: boolean }) {
  const zone = useZone();
  const { state, traffic, met, of, until } = gate;
  const title =
    state === 'passed'
      ? text.passedTitle
      : state === 'excepted'
        ? text.exceptedTitle
        : text.openTitle(of - met);
  return (
    <section
      aria-label={title}
      className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-lg border border-line bg-surface px-4 py-4"
    >
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="font-medium">{title}</h2>
          <Tag tone={STATE_TONES[state]}>{stateTexts[state]}</Tag>
          {until === undefined ? null : (
            <span className="text-xs text-ink-3">{text.until(formatMomentLong(until, zone))}</span>
          )}
        </div>
        <p className="mt-1 text-sm text-ink-2">
          {isHere ? listText.trafficTexts[traffic] : text.notConcerned}
        </p>
      </div>
      <div className="w-40">
        <p className="tabular text-sm">{text.countOf(met, of)}</p>
        <Meter value={of === 0 ? 0 : met / of} tone={STATE_TONES[state]} className="mt-1" />
      </div>
      {isHere ? <Tag tone={TRAFFIC_TONES[traffic]}>{listText.trafficTags[traffic]}</Tag> : null}
    </section>
  );
}

function Checklist({ gate }: { gate: GateStatus }) {
  const [asked, setAsked] = useState<{ what: Asked; item: GateItem }>();
  const close = () => setAsked(undefined);
  return (
    <>
      {KINDS.map((kind) => {
        const items = gate.items.filter((item) => item.kind === kind);
        const met = items.filter((item) => !isOpen(item)).length;
        return (
          <Panel
            key={kind}
            flush
            title={KIND_TEXTS[kind].title}
            note={KIND_TEXTS[kind].note}
            actions={<span className="tabular text-xs text-ink-3">{text.countOf(met, items.length)}</span>}
          >
            <ul className="divide-y divide-line border-t border-line">
              {items.map((item) => (
                <ItemRow
                  key={item.id}
                  workload={gate.workload}
                  item={item}
                  onAsk={(what) => setAsked({ what, item })}
                />
              ))}
            </ul>
          </Panel>
        );
      })}
      <Suspense>
        {asked?.what === 'review' ? <ReviewDialog gate={gate} item={asked.item} onClose={close} /> : null}
        {asked?.what === 'except' ? <ExceptDialog gate={gate} item={asked.item} onClose={close} /> : null}
        {asked?.what === 'revoke' && asked.item.exception !== undefined ? (
          <RevokeDialog
            workload={gate.workload}
            exception={asked.item.exception.id}
            item={asked.item.title}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-5">
      <Skeleton className="h-20 rounded-lg" />
      <Panel flush title={text.requirements} note={text.requirementsNote}>
        <SkeletonRows rows={12} columns={3} />
      </Panel>
    </div>
  );
}

/** What one workload needs for production. */
export default function GatePage() {
  const { id } = route.useParams();
  const { data: gate, error, refetch } = useQuery(gateQuery(id));
  const workload = useQuery(workloadQuery(id)).data;
  return (
    <Page
      title={text.title(workload?.name ?? id)}
      tab={text.tab(id)}
      lead={workload === undefined ? undefined : text.lead(workload.stage, workload.environment)}
      above={
        <Link
          to="/gates"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {text.back}
        </Link>
      }
      actions={
        <LinkButton to="/workloads/$id" params={{ id }}>
          {text.toWorkload}
        </LinkButton>
      }
    >
      {gate === undefined ? (
        error === null ? (
          <Waiting />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <div className="flex flex-col gap-5">
          <Standing gate={gate} isHere={workload === undefined || isConcerned(workload)} />
          <Checklist gate={gate} />
        </div>
      )}
    </Page>
  );
}
