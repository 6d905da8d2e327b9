import type { CallFact, DetectionAction } from '@weir/core/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { DETECTORS } from '../policies/fields.ts';
import { actionDone, detectorLabels } from '../policies/text.ts';

const TONES: Record<DetectionAction, Tone> = { flag: 'warn', redact: 'accent', block: 'bad' };

/** What detectors found and how often, and the strictest thing done about it. Never what it was. */
export function Detections({ call }: { call: Pick<CallFact, 'detections' | 'detection_action'> }) {
  const { detections = {}, detection_action: action } = call;
  const found = DETECTORS.flatMap((name) => {
    const count = detections[name];
    return count === undefined ? [] : [`${detectorLabels[name]} × ${count}`];
  });
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {found.join(', ')}
      {action === undefined ? null : <Tag tone={TONES[action]}>{actionDone[action]}</Tag>}
    </span>
  );
}
