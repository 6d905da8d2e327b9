import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Outcome } from '@weir/core/contract';
import { useMemo, useState } from 'react';
import { retractOutcome } from '../../api/outcome-mutations.ts';
import { outcomeQuery } from '../../api/outcome-queries.ts';
import { VALUE } from '../../api/queries.ts';
import { formatMoment, formatMomentLong } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Teach } from '../../ui/teach.tsx';
import { announce } from '../../ui/toast.tsx';
import { useZone } from '../scope/useZone.ts';
import { LinkedTo } from './LinkedTo.tsx';
import { LinkTag, ResultTag } from './OutcomesTable.tsx';
import { text as list, recordText, oneText as text } from './text.ts';

const Value = ({ value, currency }: Pick<Outcome, 'value' | 'currency'>) =>
  value === undefined ? text.byMetric : <Money amount={value} currency={currency ?? 'USD'} full />;

function Counts({ outcome, zone }: { outcome: Outcome; zone: string }) {
  const optional = [
    [text.user, outcome.user],
    [text.promptVersion, outcome.prompt_version],
    ...Object.entries(outcome.attributes).map(([name, value]) => [name, String(value)] as const),
  ] as const;
  return (
    <Panel title={text.counts} note={text.countsNote(outcome.version)}>
      {outcome.retracted ? <p className="mb-3 text-sm text-warn">{text.isRetracted}</p> : null}
      <Facts
        items={[
          { name: list.result, value: <ResultTag {...outcome} /> },
          { name: list.at, value: formatMomentLong(outcome.at, zone) },
          { name: list.value, value: <Value {...outcome} /> },
          { name: text.confidence, value: recordText.confidences[outcome.confidence] },
          { name: text.class, value: recordText.classes[outcome.class] },
          { name: list.source, value: list.sourceOf(outcome.source) },
          { name: text.recorded, value: formatMomentLong(outcome.recorded_at, zone) },
          { name: list.link, value: <LinkTag {...outcome} /> },
          ...optional.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
        ]}
      />
    </Panel>
  );
}

function Versions({ versions, zone }: { versions: readonly Outcome[]; zone: string }) {
  const columns = useMemo(
    (): Column<Outcome>[] => [
      { id: 'version', header: text.version, cell: ({ version }) => version },
      {
        id: 'recorded',
        header: text.recorded,
        className: 'whitespace-nowrap',
        cell: ({ recorded_at }) => formatMoment(recorded_at, zone),
      },
      { id: 'outcome', header: list.outcome, from: 'sm', cell: ({ outcome }) => outcome },
      { id: 'at', header: list.at, from: 'md', cell: ({ at }) => formatMoment(at, zone) },
      { id: 'result', header: list.result, cell: (one) => <ResultTag {...one} /> },
      { id: 'value', header: list.value, align: 'end', from: 'sm', cell: (one) => <Value {...one} /> },
      { id: 'source', header: list.source, from: 'md', cell: ({ source }) => list.sourceOf(source) },
    ],
    [zone],
  );
  return (
    <Panel title={text.versions} note={text.versionsNote} flush>
      <DataTable
        caption={text.versions}
        columns={columns}
        rows={[...versions].reverse()}
        rowId={({ version }) => String(version)}
      />
    </Panel>
  );
}

function Retract({ id, onClose }: { id: string; onClose: () => void }) {
  const client = useQueryClient();
  const retracting = useMutation({
    mutationFn: () => retractOutcome(id),
    onSuccess: async () => {
      announce(text.retracted);
      onClose();
      await client.invalidateQueries({ queryKey: [VALUE] });
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => retracting.mutate()}
      busy={retracting.isPending}
      title={text.retractTitle}
      description={text.retractLead}
      confirm={retracting.isPending ? text.retracting : text.retract}
    >
      {retracting.error === null ? null : (
        <div className="mt-4">
          <Failure error={retracting.error} />
        </div>
      )}
    </Confirm>
  );
}

/** One outcome: what counts, what it is linked to, every version of it. */
export default function OutcomePage() {
  const { id = '' } = useParams({ strict: false });
  const zone = useZone();
  const [isAsked, setAsked] = useState(false);
  const versions = useQuery(outcomeQuery(id));
  const latest = versions.data?.at(-1);
  return (
    <Page
      title={latest?.outcome ?? list.title}
      tab={latest?.outcome ?? list.title}
      above={
        <Link to="/outcomes" className={`${LINK_CLASS} mb-1 inline-block text-sm`}>
          {text.back}
        </Link>
      }
      lead={<span className="font-mono text-xs break-all">{id}</span>}
      actions={
        latest === undefined || latest.retracted ? undefined : (
          <Button look="danger" onClick={() => setAsked(true)}>
            {text.retract}
          </Button>
        )
      }
    >
      <Answer query={versions} teach={<Teach title={text.teach} what={list.teach} />}>
        {(all) =>
          latest === undefined ? null : (
            <div className="flex flex-col gap-5">
              <Counts outcome={latest} zone={zone} />
              <LinkedTo outcome={latest} />
              <Versions versions={all} zone={zone} />
            </div>
          )
        }
      </Answer>
      {isAsked ? <Retract id={id} onClose={() => setAsked(false)} /> : null}
    </Page>
  );
}
