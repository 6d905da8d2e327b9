import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

export const INPUT_CLASS =
  'h-9 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-ink-3 aria-invalid:border-bad disabled:border-line disabled:bg-sunken disabled:text-ink-2';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  /** Receives the attributes that tie the control to label, hint and error. */
  children: (control: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean;
  }) => ReactNode;
}

export function Field({ label, hint, error, optional = false, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  const noteId = `${id}-note`;
  return (
    <div className={cx('min-w-0', className)}>
      <label htmlFor={id} className="mb-1 flex items-baseline gap-2 text-sm font-medium">
        {label}
        {optional ? <span className="text-xs font-normal text-ink-3">optional</span> : null}
      </label>
      {children({
        id,
        'aria-describedby': note === undefined ? undefined : noteId,
        'aria-invalid': error !== undefined,
      })}
      {note === undefined ? null : (
        <p id={noteId} className={cx('mt-1 text-xs', error === undefined ? 'text-ink-3' : 'text-bad')}>
          {note}
        </p>
      )}
    </div>
  );
}

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cx(INPUT_CLASS, className)} {...rest} />;
}

/** Grows with what is typed where the browser can, up to a bound. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cx(
        INPUT_CLASS,
        'field-sizing-content !h-auto max-h-96 min-h-18 py-2 leading-relaxed',
        className,
      )}
      {...rest}
    />
  );
}
