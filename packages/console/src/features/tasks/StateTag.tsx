import type { Task } from '@weir/core/contract';
import { CircleCheck, CirclePlay, Hand, type LucideIcon, OctagonX } from 'lucide-react';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { stateHints, stateLabels } from './text.ts';

const LOOKS: Record<Task['state'], { tone: Tone; icon: LucideIcon }> = {
  running: { tone: 'accent', icon: CirclePlay },
  waiting: { tone: 'warn', icon: Hand },
  stopped: { tone: 'bad', icon: OctagonX },
  ended: { tone: 'neutral', icon: CircleCheck },
};

export function StateTag({ state }: Pick<Task, 'state'>) {
  const { tone, icon: Icon } = LOOKS[state];
  return (
    <Tag tone={tone} title={stateHints[state]}>
      <Icon aria-hidden className="size-3.5" />
      {stateLabels[state]}
    </Tag>
  );
}
