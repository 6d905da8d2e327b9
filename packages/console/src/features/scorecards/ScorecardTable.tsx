import { Link } from '@tanstack/react-router';
import type { Scorecard } from '@weir/core/contract';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { text } from './text.ts';

type Answer = Scorecard['answers'][number];
type Question = Answer['question'];
const TONES: Record<Answer['state'], Tone> = { answered: 'good', weak: 'warn', missing: 'bad' };

function AnswerCell({ answer }: { answer: Answer | undefined }) {
  if (answer === undefined) return null;
  return (
    <Tag tone={TONES[answer.state]} title={answer.answer ?? answer.remedy ?? answer.text}>
      {text.states[answer.state]}
    </Tag>
  );
}

const COLUMNS: Column<Scorecard>[] = [
  {
    id: 'workload',
    header: text.workload,
    cell: ({ workload, name }) => (
      <Link to="/workloads/$id" params={{ id: workload }} className={LINK_CLASS}>
        {name}
      </Link>
    ),
  },
  {
    id: 'answered',
    header: text.answered,
    align: 'end',
    cell: ({ answered, answers }) => text.of(answered, answers.length),
  },
  ...(Object.keys(text.questions) as Question[]).map(
    (question): Column<Scorecard> => ({
      id: question,
      header: text.questions[question],
      from: 'lg',
      cell: ({ answers }) => <AnswerCell answer={answers.find((one) => one.question === question)} />,
    }),
  ),
];

export function ScorecardTable({ rows }: { rows: readonly Scorecard[] }) {
  return (
    <DataTable caption={text.caption} columns={COLUMNS} rows={rows} rowId={({ workload }) => workload} />
  );
}
