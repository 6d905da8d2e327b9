import { useQuery } from '@tanstack/react-query';
import type { CostTerms, UnitReport } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { useMemo } from 'react';
import { unitQuery } from '../../api/value-queries.ts';
import { presetRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { type ItemFields, termsOf } from './item-fields.ts';
import { type Counted, inMonth } from './item-words.ts';
import { itemForm as text } from './text.ts';

type Driver = Extract<CostTerms, { kind: 'derived' }>['driver'];

/** What the report counted of a driver; undefined where it does not say. */
function countOf({ figures }: UnitReport, driver: Driver): string | undefined {
  const inputs = {
    calls: figures.cost_per_call?.inputs['calls'],
    tasks: figures.cost_per_task?.inputs['tasks'],
    outcomes: figures.cost_per_outcome?.inputs['outcomes'],
    successful_outcomes: figures.cost_per_successful_outcome?.inputs['successes'],
    users: figures.cost_per_user?.inputs['users'],
    million_tokens: figures.cost_per_million_tokens?.inputs['tokens'],
  } as const;
  const count = inputs[driver];
  if (count === undefined || count === null) return undefined;
  if (driver !== 'million_tokens') return String(count);
  return Decimal.from(String(count)).shiftDown(6).toString();
}

function useCounted(fields: ItemFields): Counted | undefined {
  const { zone, isKnown } = useKnownZone();
  const now = useNow(60_000);
  const { since, until } = useMemo(() => presetRange('30d', now, zone), [now, zone]);
  const { workload, kind, bearer, driver } = fields;
  const { data } = useQuery({
    ...unitQuery(workload, { since: since.toISOString(), until: until.toISOString(), by: '' }),
    enabled: isKnown && kind === 'derived' && bearer === 'workload' && workload !== '',
  });
  if (kind !== 'derived' || bearer !== 'workload' || data === undefined || data.workload !== workload) {
    return undefined;
  }
  const count = countOf(data, driver);
  return count === undefined ? undefined : { workload, count };
}

/** While one types: what a month comes to. `month` as `2026-11`. */
export function ItemPreview({ fields, month }: { fields: ItemFields; month: string }) {
  const counted = useCounted(fields);
  const terms = termsOf(fields);
  const from = /^\d{4}-\d{2}-\d{2}$/.test(fields.from) ? fields.from : `${month}-01`;
  return (
    <section aria-label={text.preview} aria-live="polite" className="rounded-md bg-sunken px-4 py-3 text-sm">
      <h3 className="mb-1 text-xs font-medium text-ink-3">{text.preview}</h3>
      {terms === undefined ? (
        <p className="text-ink-2">{text.waiting}</p>
      ) : (
        <ul className="flex flex-col gap-0.5 font-medium">
          {inMonth(terms, from, month, counted).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
