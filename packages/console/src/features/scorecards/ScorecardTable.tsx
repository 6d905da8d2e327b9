import { Link } from '@tanstack/react-router';
import type { Scorecard } from '@weir/core/contract';
import { useMemo, useState } from 'react';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { Mark } from './Mark.tsx';
import { answerOf, QUESTIONS, type Question, rankOf } from './prepare.ts';
import { text } from './text.ts';

interface ScorecardTableProps {
  rows: readonly Scorecard[];
  stale: boolean;
  /** Opens the answers of a workload at a question; at the first one when absent. */
  onOpen: (card: Scorecard, question: Question | undefined) => void;
}

/** Rows are workloads, columns the seven questions. On narrow screens the marks stand in one cell. */
export function ScorecardTable({ rows, stale, onOpen }: ScorecardTableProps) {
  const [sort, setSort] = useState<Sort>({ id: 'answered', desc: false });
  const columns = useMemo((): Column<Scorecard>[] => {
    const mark = (card: Scorecard, question: Question) => {
      const answer = answerOf(card, question);
      if (answer === undefined) return null;
      const label = text.cell(card.name, text.questions[question], text.states[answer.state]);
      return (
        <button
          type="button"
          aria-label={label}
          title={answer.answer ?? answer.remedy ?? answer.text}
          className="rounded p-1 hover:bg-line"
          onClick={() => onOpen(card, question)}
        >
          <Mark state={answer.state} />
        </button>
      );
    };
    return [
      {
        id: 'workload',
        header: text.workload,
        compare: (a, b) => a.name.localeCompare(b.name),
        cell: ({ workload, name }) => (
          <Link
            to="/workloads/$id"
            params={{ id: workload }}
            className={`${LINK_CLASS} font-medium break-words`}
          >
            {name}
          </Link>
        ),
      },
      {
        id: 'answered',
        header: text.answered,
        align: 'end',
        className: 'tabular whitespace-nowrap',
        compare: (a, b) => a.answered - b.answered,
        cell: ({ answered, answers }) => text.of(answered, answers.length),
      },
      ...QUESTIONS.map(
        (question): Column<Scorecard> => ({
          id: question,
          header: text.questions[question],
          from: 'md',
          compare: (a, b) => rankOf(answerOf(a, question)) - rankOf(answerOf(b, question)),
          cell: (card) => mark(card, question),
        }),
      ),
      {
        id: 'marks',
        header: text.answers,
        className: 'md:hidden',
        cell: (card) => (
          <button
            type="button"
            aria-label={text.row(card.name)}
            className="grid w-fit grid-cols-4 gap-1 rounded p-1 hover:bg-line"
            onClick={() => onOpen(card, undefined)}
          >
            {card.answers.map(({ question, state }) => (
              <Mark key={question} state={state} className="!size-5" />
            ))}
          </button>
        ),
      },
    ];
  }, [onOpen]);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={rows}
      rowId={({ workload }) => workload}
      sort={sort}
      onSort={setSort}
      stale={stale}
    />
  );
}
