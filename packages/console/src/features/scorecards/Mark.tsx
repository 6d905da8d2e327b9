import { Check, Minus, X } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import type { State } from './prepare.ts';

const ICONS = { answered: Check, weak: Minus, missing: X };
const LOOKS: Record<State, string> = {
  answered: 'bg-good-weak text-good',
  weak: 'bg-warn-weak text-warn',
  missing: 'bg-bad-weak text-bad',
};

/** A state as a sign of its own shape: colour only repeats it. */
export function Mark({ state, className }: { state: State; className?: string }) {
  const Icon = ICONS[state];
  return (
    <span
      aria-hidden
      className={cx('inline-flex size-6 items-center justify-center rounded', LOOKS[state], className)}
    >
      <Icon className="size-3.5" />
    </span>
  );
}
