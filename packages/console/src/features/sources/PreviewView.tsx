import type { SourcePreview, StatementLine } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatMoney, groupThousands } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { previewText as text } from './text.ts';

const UTC = 'UTC';

export function LinesTable({ lines }: { lines: readonly StatementLine[] }) {
  const columns = useMemo(
    (): Column<StatementLine>[] => [
      {
        id: 'since',
        header: text.since,
        cell: ({ since }) => <span className="whitespace-nowrap">{formatDay(since, UTC)}</span>,
      },
      { id: 'provider', header: text.provider, from: 'sm', cell: ({ provider }) => provider },
      {
        id: 'project',
        header: text.project,
        from: 'lg',
        cell: ({ project, account }) => project ?? account ?? '–',
      },
      {
        id: 'model',
        header: text.model,
        cell: ({ model, unit, description }) => (
          <span className="block max-w-56" title={description}>
            <span className="block truncate">{model ?? description}</span>
            <span className="block truncate text-xs text-ink-3">{unit ?? text.several}</span>
          </span>
        ),
      },
      {
        id: 'quantity',
        header: text.quantity,
        align: 'end',
        from: 'sm',
        cell: ({ quantity }) => (
          <span className="tabular">{quantity === undefined ? '–' : groupThousands(quantity)}</span>
        ),
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost, currency }) =>
          cost === undefined ? '–' : <Money amount={cost} currency={currency} />,
      },
    ],
    [],
  );
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={lines}
      rowId={(line) => `${line.id} ${line.unit ?? ''} ${line.tells}`}
    />
  );
}

interface Problem {
  place?: string;
  line?: number | undefined;
  reason: string;
}

const MOST_PLACES = 4;

/** Problems of one reason once, with where they are. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  const byReason = new Map<string, Problem[]>();
  for (const problem of problems) {
    byReason.set(problem.reason, [...(byReason.get(problem.reason) ?? []), problem]);
  }
  return (
    <ul aria-label={text.problemList} className="flex flex-col gap-2">
      {[...byReason].map(([reason, found]) => (
        <li key={reason} className="rounded-md bg-warn-weak px-3 py-2 text-sm">
          <span className="block break-words">{reason}</span>
          <span className="text-xs text-warn">
            {text.places(
              found[0]?.place ?? '',
              found.flatMap(({ line }) => line ?? []).slice(0, MOST_PLACES),
              found.length,
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** First rows as they would be taken, and those that cannot be. */
export function PreviewView({ preview }: { preview: SourcePreview }) {
  const { lines, problems, warnings, cost, complete } = preview;
  const sums = Object.entries(cost).map(([currency, amount]) => formatMoney(amount, currency).text);
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-ink-2">
        {[
          text.lines(formatCount(lines.length)),
          ...(problems.length === 0 ? [] : [text.problems(formatCount(problems.length))]),
          ...sums,
        ].join(' · ')}{' '}
        <span className="text-ink-3">{complete ? text.all : text.first}</span>
      </p>
      {warnings.length === 0 ? null : (
        <ul className="list-disc pl-5 text-sm text-warn">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <ProblemList problems={problems} />
      {lines.length === 0 ? (
        <p className="text-sm text-ink-2">{text.noLines}</p>
      ) : (
        <div className="max-h-80 overflow-y-auto rounded-md border border-line">
          <LinesTable lines={lines} />
        </div>
      )}
    </div>
  );
}
