import type { Figure, UnitFigure, UnitReport } from '@weir/core/contract';
import { formatCount, formatInstant, formatShare, moneyFormatter } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import { noteLeftOut } from './range.ts';

const LABELS: Record<UnitFigure, string> = {
  api_cost: 'API cost',
  loaded_cost: 'loaded cost',
  load_ratio: 'loaded / API',
  cost_per_million_tokens: 'per 1M tokens (API)',
  cost_per_call: 'per call (API)',
  cost_per_user: 'per user',
  cost_per_task: 'per task',
  cost_per_outcome: 'per outcome',
  cost_per_successful_outcome: 'per successful outcome',
  success_rate: 'success rate',
  value_per_outcome: 'value per outcome',
  value: 'value',
  margin_per_outcome: 'margin per outcome',
  margin: 'margin',
  roi: 'return on cost',
  payback_days: 'payback',
  saving_per_outcome: 'saving per outcome',
};
const PERCENT: ReadonlySet<string> = new Set(['success_rate', 'roi']);

interface Line {
  name: string;
  figure: Figure;
}

/** Verdict first, then figures, then why. */
export function printUnit(out: Output, report: UnitReport): void {
  const counted = report.sandbox === 'include' ? '; sandbox calls are counted in' : '';
  out.note(`${formatInstant(report.since)} to ${formatInstant(report.until)} UTC${counted}`);
  const { verdict, because, rules } = report.verdict;
  out.line(`${out.style('bold', verdict.replaceAll('_', ' '))}: ${because}`);
  out.line();
  const lines = Object.entries(LABELS).flatMap(([id, name]): Line[] => {
    const figure = report.figures[id as UnitFigure];
    return figure === undefined ? [] : [{ name: PERCENT.has(id) ? `${name} %` : name, figure }];
  });
  out.table<Line>(
    [
      { title: 'FIGURE', value: ({ name }) => name },
      { title: 'VALUE', align: 'right', value: ({ name, figure }) => valueText(name, figure) },
      { title: '95 %', value: ({ name, figure }) => intervalText(name, figure) },
      { title: 'FROM', value: ({ figure }) => sampleText(figure) },
    ],
    lines,
  );
  out.line();
  out.table(
    [
      { title: 'RULE', value: ({ rule }) => rule },
      { title: 'RESULT', value: ({ result }) => result },
      { title: 'EVIDENCE', value: ({ evidence }) => evidence },
    ],
    rules,
  );
  printChange(out, report);
  noteLeftOut(out, report.sandbox, Number(report.figures.loaded_cost?.value ?? 0) === 0);
  for (const { reason, outcomes } of report.left_out)
    out.note(`Left out: ${formatCount(outcomes)} outcomes, ${reason}.`);
  if (report.late.outcomes > 0)
    out.note(
      `${formatCount(report.late.outcomes)} outcomes were told after the range was over; figures told before have changed.`,
    );
}

function printChange(out: Output, { change, currency }: UnitReport): void {
  if (change === undefined) return;
  out.line();
  out.line(
    `Cost per successful outcome: ${readable(change.from)} -> ${readable(change.to)} ${currency}, because of`,
  );
  out.fields(
    change.parts
      .filter(({ amount }) => !/^-?0(\.0*)?$/.test(amount))
      .map(({ cause, amount }) => [cause.replaceAll('_', ' '), readable(amount)]),
  );
}

function valueText(name: string, { value, unit }: Figure): string {
  if (value === null) return '-';
  if (name.endsWith('%')) return formatShare(value, '1');
  return unit === '1' ? value : `${readable(value)} ${unit}`;
}

function intervalText(name: string, { interval }: Figure): string {
  if (interval === undefined) return '';
  const text = (value: string) => (name.endsWith('%') ? formatShare(value, '1') : readable(value));
  return `${text(interval.low)} to ${text(interval.high)}`;
}

function sampleText({ value, sample, small_sample: small, why }: Figure): string {
  if (value === null) return why ?? '';
  if (sample === undefined) return '';
  return `${formatCount(sample)}${small === true ? ', a small sample' : ''}`;
}

/** To be read; --json has every digit. */
const readable = (amount: string) => moneyFormatter([amount])(amount);
