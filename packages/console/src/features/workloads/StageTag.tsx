import type { Stage } from '@weir/core/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { stageLabels } from './text.ts';

const TONES: Record<Stage, Tone> = {
  poc: 'neutral',
  pilot: 'warn',
  production: 'accent',
  retired: 'neutral',
};

export function StageTag({ stage }: { stage: Stage }) {
  return <Tag tone={TONES[stage]}>{stageLabels[stage]}</Tag>;
}
