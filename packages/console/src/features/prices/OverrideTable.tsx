import { Link } from '@tanstack/react-router';
import type { PriceOverride } from '@weir/core/contract';
import { useMemo } from 'react';
import { Button } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { datesOf, modelWords, narrowedTo, termLines } from './override-words.ts';
import { type OverrideState, overrideState } from './prepare.ts';
import { ownText as text } from './text.ts';

const TONES: Record<OverrideState, Tone> = { planned: 'accent', holds: 'good', over: 'neutral' };

function Model({ override: { provider, model } }: { override: PriceOverride }) {
  return (
    <>
      {model.includes('*') ? (
        <span className="font-medium break-all">{modelWords(model)}</span>
      ) : (
        <Link
          to="/prices/$provider/$model"
          params={{ provider, model }}
          className={`${LINK_CLASS} font-medium break-all`}
        >
          {model}
        </Link>
      )}
      <span className="block text-xs text-ink-3">{provider}</span>
    </>
  );
}

function Terms({ override }: { override: PriceOverride }) {
  const only = narrowedTo(override);
  return (
    <>
      {termLines(override).map((line) => (
        <span key={line} className="tabular block">
          {line}
        </span>
      ))}
      {only.length === 0 ? null : <span className="block text-xs text-ink-3">{only.join(', ')}</span>}
    </>
  );
}

interface OverrideTableProps {
  caption: string;
  overrides: readonly PriceOverride[];
  zone: string;
  onEnd?: (override: PriceOverride) => void;
}

export function OverrideTable({ caption, overrides, zone, onEnd }: OverrideTableProps) {
  const now = useNow(5_000);
  const columns = useMemo(
    (): Column<PriceOverride>[] => [
      { id: 'model', header: text.model, cell: (one) => <Model override={one} /> },
      { id: 'terms', header: text.terms, cell: (one) => <Terms override={one} /> },
      {
        id: 'holds',
        header: text.holds,
        from: 'sm',
        cell: (one) => {
          const state = overrideState(one, now.getTime());
          return (
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Tag tone={TONES[state]}>{text.states[state]}</Tag>
              <span className="text-xs whitespace-nowrap text-ink-2">{datesOf(one, zone)}</span>
            </span>
          );
        },
      },
      {
        id: 'source',
        header: text.source,
        from: 'md',
        className: 'max-w-64 break-words',
        cell: ({ source, id }) => <span title={id}>{source}</span>,
      },
      ...(onEnd === undefined
        ? []
        : [
            {
              id: 'end',
              header: text.actions,
              align: 'end' as const,
              cell: (one: PriceOverride) =>
                overrideState(one, now.getTime()) === 'over' ? null : (
                  <Button size="sm" aria-label={text.endOf(modelWords(one.model))} onClick={() => onEnd(one)}>
                    {text.end}
                  </Button>
                ),
            },
          ]),
    ],
    [now, zone, onEnd],
  );
  return <DataTable caption={caption} columns={columns} rows={overrides} rowId={({ id }) => id} />;
}
