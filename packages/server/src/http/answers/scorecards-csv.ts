import { SCORECARD_QUESTIONS, type Scorecard } from '@weir/core/contract';
import { csvText } from '../../reports/export/index.ts';

/** RFC 4180: a line per workload and question. */
export function scorecardsCsv(cards: readonly Scorecard[]): string {
  const header = 'workload,name,question,text,state,answer,remedy,as_of';
  const lines = cards.flatMap((card) =>
    SCORECARD_QUESTIONS.flatMap((question) => {
      const found = card.answers.find((one) => one.question === question);
      if (found === undefined) return [];
      const cells = [card.workload, card.name, question, found.text, found.state];
      return [
        [...cells, found.answer ?? '', found.remedy ?? '', card.as_of].map((cell) => csvText(cell)).join(','),
      ];
    }),
  );
  return `${[header, ...lines].join('\r\n')}\r\n`;
}
