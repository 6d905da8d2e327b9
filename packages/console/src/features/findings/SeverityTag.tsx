import type { Finding } from '@weir/core/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { text } from './text.ts';

const TONES: Record<Finding['severity'], Tone> = { info: 'neutral', warning: 'warn', critical: 'bad' };

export function SeverityTag({ severity }: Pick<Finding, 'severity'>) {
  return <Tag tone={TONES[severity]}>{text.severities[severity]}</Tag>;
}
