import type { UnitFigure, UnitReport } from '@weir/core/contract';
import { FigureValue } from '../figure/FigureValue.tsx';
import { figureTexts } from './figure-text.ts';
import type { Behind } from './links.ts';

const PERCENT: ReadonlySet<UnitFigure> = new Set(['success_rate', 'roi']);
const SOURCES: Partial<Record<UnitFigure, keyof Behind>> = {
  loaded_cost: 'cost',
  load_ratio: 'cost',
  cost_per_task: 'tasks',
  cost_per_outcome: 'outcomes',
  cost_per_successful_outcome: 'outcomes',
  success_rate: 'outcomes',
  value_per_outcome: 'outcomes',
  value: 'outcomes',
  margin_per_outcome: 'outcomes',
  margin: 'outcomes',
  roi: 'outcomes',
  payback_days: 'outcomes',
  saving_per_outcome: 'outcomes',
};

export const styleOf = (name: UnitFigure) =>
  PERCENT.has(name) ? 'percent' : name === 'load_ratio' ? 'times' : 'plain';

/** A figure of unit economics with its own words, and the way to what is behind it. */
export function UnitFigureValue(props: { name: UnitFigure; figures: UnitReport['figures']; behind: Behind }) {
  const { name, figures, behind } = props;
  const words = figureTexts[name];
  return (
    <FigureValue
      name={words.name}
      figure={figures[name]}
      meaning={words.meaning}
      formula={words.formula}
      style={styleOf(name)}
      behind={behind[SOURCES[name] ?? 'calls']}
    />
  );
}
