import type { SourceRole, SourceRun, SourceRunState, SourceState } from '@weir/core/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { roleHints, roleLabels, runLabels, stateHints, stateLabels } from './text.ts';

const STATE_TONES: Record<SourceState, Tone> = {
  idle: 'good',
  running: 'accent',
  failing: 'bad',
  lagging: 'warn',
  disabled: 'neutral',
};
const RUN_TONES: Record<SourceRunState, Tone> = {
  running: 'accent',
  done: 'good',
  warned: 'warn',
  failed: 'bad',
  stopped: 'neutral',
};

export function StateTag({ state }: { state: SourceState }) {
  return (
    <Tag tone={STATE_TONES[state]} title={stateHints[state]}>
      {stateLabels[state]}
    </Tag>
  );
}

export function RunTag({ run: { state, error } }: { run: Pick<SourceRun, 'state' | 'error'> }) {
  return (
    <Tag tone={RUN_TONES[state]} {...(error === undefined ? {} : { title: error })}>
      {runLabels[state]}
    </Tag>
  );
}

export function RoleTag({ role }: { role: SourceRole }) {
  return <Tag title={roleHints[role]}>{roleLabels[role]}</Tag>;
}
