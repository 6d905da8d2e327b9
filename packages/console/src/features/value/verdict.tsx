import type { Verdict } from '@weir/core/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { verdictText } from './text.ts';

const TONES: Record<Verdict, Tone> = {
  scale: 'good',
  improve: 'warn',
  stop: 'bad',
  not_enough_evidence: 'neutral',
};

export function VerdictTag({ verdict, because }: { verdict: Verdict; because?: string }) {
  return (
    <Tag tone={TONES[verdict]} {...(because === undefined ? {} : { title: because })}>
      {verdictText[verdict]}
    </Tag>
  );
}
