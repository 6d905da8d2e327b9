import type { Alert, AlertDelivery } from '@weir/core/contract';
import {
  BellOff,
  BellRing,
  Check,
  CircleCheck,
  Clock,
  Info,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
  X,
} from 'lucide-react';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { deliveryLabels, severityLabels, stateLabels } from './text.ts';

interface Look {
  tone: Tone;
  icon: LucideIcon;
}

const SEVERITIES: Record<Alert['severity'], Look> = {
  info: { tone: 'neutral', icon: Info },
  warning: { tone: 'warn', icon: TriangleAlert },
  critical: { tone: 'bad', icon: OctagonAlert },
};
const STATES: Record<Alert['state'], Look> = {
  open: { tone: 'bad', icon: BellRing },
  acknowledged: { tone: 'accent', icon: Check },
  snoozed: { tone: 'neutral', icon: BellOff },
  resolved: { tone: 'good', icon: CircleCheck },
};
const DELIVERIES: Record<AlertDelivery['state'], Look> = {
  pending: { tone: 'neutral', icon: Clock },
  delivered: { tone: 'good', icon: Check },
  failed: { tone: 'bad', icon: X },
};

function Looked({ look: { tone, icon: Icon }, word }: { look: Look; word: string }) {
  return (
    <Tag tone={tone}>
      <Icon aria-hidden className="size-3.5" />
      {word}
    </Tag>
  );
}

export const SeverityTag = ({ severity }: Pick<Alert, 'severity'>) => (
  <Looked look={SEVERITIES[severity]} word={severityLabels[severity]} />
);
export const AlertStateTag = ({ state }: Pick<Alert, 'state'>) => (
  <Looked look={STATES[state]} word={stateLabels[state]} />
);
export const DeliveryTag = ({ state }: Pick<AlertDelivery, 'state'>) => (
  <Looked look={DELIVERIES[state]} word={deliveryLabels[state]} />
);
