import { Link } from '@tanstack/react-router';
import type { RoutingCandidate, RoutingDecision } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals, formatMoney } from '../../format/money.ts';
import { cx } from '../../ui/cx.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { tierLabels } from '../models/text.ts';
import { candidatesInOrder, chosenOf, differenceTo } from './prepare.ts';
import { fateLabels, reasonLabels, decisionText as text } from './text.ts';

const TONES: Record<RoutingCandidate['fate'], Tone> = {
  chosen: 'good',
  tried: 'warn',
  standby: 'neutral',
  excluded: 'neutral',
};

function Fate({ one }: { one: RoutingCandidate }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <Tag tone={TONES[one.fate]}>{fateLabels[one.fate]}</Tag>
      {one.reason === undefined ? null : (
        <span className="text-xs text-ink-2">{reasonLabels[one.reason] ?? one.reason}</span>
      )}
    </span>
  );
}

interface DecisionProps {
  decision: RoutingDecision;
  currency: string;
  /** In a narrow place: the model with its provider, what became of it, and its cost. */
  compact?: boolean;
}

/** Why a call goes where it goes: the rules in order, then every model considered and what it would cost. */
export function Decision({ decision, currency, compact = false }: DecisionProps) {
  const rows = useMemo(() => candidatesInOrder(decision), [decision]);
  const columns = useMemo((): Column<RoutingCandidate>[] => {
    const chosen = chosenOf(decision);
    const decimals = columnDecimals(rows.flatMap((one) => one.estimated_cost ?? []));
    const all: (Column<RoutingCandidate> & { isWide?: boolean })[] = [
      {
        id: 'model',
        header: text.model,
        cell: (one) => (
          <>
            <Link
              to="/models"
              search={{ search: one.model }}
              className="font-medium break-words underline-offset-4 hover:underline"
            >
              {one.model}
            </Link>
            <span className={cx('block text-xs text-ink-3', !compact && 'sm:hidden')}>{one.provider}</span>
          </>
        ),
      },
      { id: 'provider', isWide: true, header: text.provider, from: 'sm', cell: (one) => one.provider },
      {
        id: 'tier',
        isWide: true,
        header: text.tier,
        from: 'md',
        cell: (one) => (one.tier === undefined ? text.unknown : tierLabels[one.tier]),
      },
      { id: 'fate', header: text.fate, cell: (one) => <Fate one={one} /> },
      {
        id: 'estimate',
        header: text.estimate,
        align: 'end',
        cell: (one) =>
          one.estimated_cost === undefined ? (
            <span className="text-ink-3">{text.unknown}</span>
          ) : (
            <Money amount={one.estimated_cost} currency={currency} decimals={decimals} />
          ),
      },
      {
        id: 'difference',
        isWide: true,
        header: text.difference,
        align: 'end',
        from: 'lg',
        cell: (one) => {
          const difference = differenceTo(chosen, one);
          if (difference === undefined) return <span className="text-ink-3">{text.unknown}</span>;
          const { text: shown, exact } = formatMoney(difference, currency, decimals);
          return (
            <span className="text-ink-2" title={exact}>
              {difference.startsWith('-') ? shown : `+${shown}`}
            </span>
          );
        },
      },
    ];
    return all.filter(({ isWide = false }) => !(compact && isWide));
  }, [decision, rows, currency, compact]);
  return (
    <>
      <div className="px-4 pb-4">
        <h3 className="mb-2 text-xs text-ink-3">{text.rules}</h3>
        {decision.rules.length === 0 ? (
          <p className="text-sm text-ink-2">{text.noRules}</p>
        ) : (
          <ol className="flex flex-wrap gap-x-2 gap-y-1.5 text-sm">
            {decision.rules.map((rule, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a rule can apply twice; its place tells them apart
              <li key={`${position} ${rule}`} className="flex items-center gap-1.5">
                <span className="tabular text-xs text-ink-3">{position + 1}</span>
                <Tag tone="accent">{rule}</Tag>
              </li>
            ))}
          </ol>
        )}
      </div>
      {rows.length === 0 ? null : (
        <DataTable
          caption={text.candidates}
          columns={columns}
          rows={rows}
          rowId={(one) => `${one.provider}/${one.model} ${one.fate} ${rows.indexOf(one)}`}
        />
      )}
    </>
  );
}
