import type { GateStatus, GateSummary } from '@weir/core/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { gateLabels, text } from './text.ts';

const TONES: Record<GateStatus['state'], Tone> = { passed: 'good', excepted: 'warn', open: 'bad' };

/** State of a gate and how much of it is met. */
export function GateTag({ gate }: { gate: Pick<GateSummary, 'state' | 'met' | 'of'> }) {
  return (
    <Tag tone={TONES[gate.state]} title={text.gateMet(gate.met, gate.of)}>
      {gateLabels[gate.state]}
      {gate.state === 'open' ? <span className="tabular font-normal">{`${gate.met}/${gate.of}`}</span> : null}
    </Tag>
  );
}
