import type { DifferenceClass, Period, Proposal } from '@weir/core/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { classHints, classLabels, kindHints, kindLabels, periodLabels, proposalLabels } from './text.ts';

const CLASS_TONES: Record<DifferenceClass, Tone> = {
  matched: 'good',
  rounding: 'neutral',
  timing: 'neutral',
  ignored: 'neutral',
  missing_in_ledger: 'bad',
  missing_at_provider: 'warn',
  quantity_difference: 'warn',
  price_difference: 'warn',
  unexplained: 'bad',
};

export function ClassTag({ kind }: { kind: DifferenceClass }) {
  return (
    <Tag tone={CLASS_TONES[kind]} title={classHints[kind]}>
      {classLabels[kind]}
    </Tag>
  );
}

const PROPOSAL_TONES: Record<Proposal['state'], Tone> = {
  open: 'warn',
  booking: 'accent',
  booked: 'good',
  rejected: 'neutral',
};

export function ProposalTag({ state }: { state: Proposal['state'] }) {
  return <Tag tone={PROPOSAL_TONES[state]}>{proposalLabels[state]}</Tag>;
}

export function KindTag({ kind }: { kind: Proposal['kind'] }) {
  return <Tag title={kindHints[kind]}>{kindLabels[kind]}</Tag>;
}

const PERIOD_TONES: Record<Period['state'], Tone> = { open: 'neutral', reviewed: 'accent', closed: 'good' };

export function PeriodTag({ state }: { state: Period['state'] }) {
  return <Tag tone={PERIOD_TONES[state]}>{periodLabels[state]}</Tag>;
}
