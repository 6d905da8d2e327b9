import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';

interface CheckProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: string;
  hint?: ReactNode;
}

/** A checkbox with what it means beneath it. */
export function Check({ label, hint, className, ...rest }: CheckProps) {
  return (
    <label className={cx('flex cursor-pointer items-start gap-2.5', className)}>
      <input type="checkbox" {...rest} className="mt-0.5 size-4 shrink-0 accent-accent" />
      <span className="min-w-0">
        <span className="block text-sm font-medium">{label}</span>
        {hint === undefined ? null : <span className="block text-xs text-ink-3">{hint}</span>}
      </span>
    </label>
  );
}
