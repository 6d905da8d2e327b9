import { ESCALATION_REASONS } from '../policies/fields.ts';
import { reasonLabels } from '../policies/text.ts';
import { callText } from './text.ts';

/** Why there was a further try, in words: `retry`, `fallback`, `escalation:<reason>`; anything else as it stands. */
export function supersededText(why: string): string {
  const { superseded } = callText;
  if (why === 'retry' || why === 'fallback') return superseded[why];
  if (!why.startsWith('escalation:')) return why;
  const named = why.slice('escalation:'.length);
  const reason = ESCALATION_REASONS.find((one) => one === named);
  return superseded.escalation(reason === undefined ? named : reasonLabels[reason].toLowerCase());
}
