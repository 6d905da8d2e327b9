import type { BudgetLevel } from '@weir/core/contract';
import { Ban, CircleCheck, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { levelLabels } from './text.ts';

const ICONS: Record<BudgetLevel, LucideIcon> = {
  green: CircleCheck,
  yellow: TriangleAlert,
  red: OctagonAlert,
  exhausted: Ban,
};

export const levelTones: Record<BudgetLevel, Tone> = {
  green: 'good',
  yellow: 'warn',
  red: 'bad',
  exhausted: 'bad',
};

/** A level as a word and a shape; its colour repeats them. */
export function LevelTag({ level, title }: { level: BudgetLevel; title?: string }) {
  const Icon = ICONS[level];
  return (
    <Tag tone={levelTones[level]} {...(title === undefined ? {} : { title })}>
      <Icon aria-hidden className="size-3.5" />
      {levelLabels[level]}
    </Tag>
  );
}
