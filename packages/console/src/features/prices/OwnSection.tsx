import { useQuery } from '@tanstack/react-query';
import type { PriceOverride } from '@weir/core/contract';
import { Plus, TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { endOverride } from '../../api/price-mutations.ts';
import { conflictsQuery, overridesQuery } from '../../api/price-queries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { EndRecord } from '../records/EndRecord.tsx';
import { useZone } from '../scope/useZone.ts';
import { OverrideTable } from './OverrideTable.tsx';
import { modelWords } from './override-words.ts';
import { text as common, ownText as text } from './text.ts';

const OverrideDialog = lazy(() => import('./OverrideDialog.tsx'));

/** Ids mean nothing to people: an override is called by its source. */
const named = (message: string, overrides: readonly PriceOverride[]) =>
  overrides.reduce((said, { id, source }) => said.replaceAll(id, text.quoted(source)), message);

function Conflicts({ overrides }: { overrides: readonly PriceOverride[] }) {
  const conflicts = useQuery(conflictsQuery()).data ?? [];
  if (conflicts.length === 0) return null;
  return (
    <section className="mb-4 rounded-lg border border-line bg-surface px-4 py-3">
      <h2 className="flex items-center gap-2 text-sm font-semibold">
        <TriangleAlert aria-hidden className="size-4 text-warn" />
        {text.conflicts}
      </h2>
      <p className="mt-1 text-sm text-ink-2">{text.conflictsLead}</p>
      <ul className="mt-2 flex flex-col gap-2 text-sm">
        {conflicts.map(({ subject, message }) => (
          <li key={message} className="break-words">
            <span className="font-medium">{subject}</span>
            <span className="block text-ink-2">{named(message, overrides)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Prices, discounts and multipliers of the organization, and what of them contradicts each other. */
export function OwnSection() {
  const zone = useZone();
  const { data, error, refetch } = useQuery(overridesQuery());
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<PriceOverride>();
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Button look="primary" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            {text.add}
          </Button>
        }
      />
      <Conflicts overrides={data ?? []} />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error !== null ? null : (
        <Panel flush>
          {data === undefined ? (
            <SkeletonRows rows={5} columns={4} />
          ) : data.length === 0 ? (
            <Empty title={text.empty}>
              <p className="mb-3">{text.emptyHint}</p>
              <CodeBlock text={text.cli} label={common.cliLabel} />
            </Empty>
          ) : (
            <OverrideTable caption={text.caption} overrides={data} zone={zone} onEnd={setEnding} />
          )}
        </Panel>
      )}
      <Suspense>{adding ? <OverrideDialog onClose={() => setAdding(false)} /> : null}</Suspense>
      {ending === undefined ? null : (
        <EndRecord
          title={text.endTitle(`${ending.provider}/${modelWords(ending.model)}`)}
          lead={text.endLead}
          done={text.ended}
          end={(at) => endOverride(ending.id, at)}
          onClose={() => setEnding(undefined)}
        />
      )}
    </>
  );
}
