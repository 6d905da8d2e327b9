import { Link, type LinkProps } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';
type Size = 'md' | 'sm' | 'icon' | 'iconSmall';

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  plain: 'bg-surface text-ink border-line-strong hover:bg-sunken',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-sunken hover:text-ink',
  danger: 'bg-surface text-bad border-line-strong hover:bg-bad-weak hover:border-bad',
};
const SIZES: Record<Size, string> = {
  md: 'h-9 px-3.5 gap-2',
  sm: 'h-8 px-2.5 gap-1.5',
  icon: 'size-8',
  iconSmall: 'size-6',
};

export const buttonClass = (look: Look = 'plain', size: Size = 'md', extra?: string): string =>
  cx(
    'inline-flex items-center justify-center rounded-md border text-sm font-medium whitespace-nowrap select-none',
    'transition-colors duration-100 disabled:opacity-50 disabled:pointer-events-none',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    LOOKS[look],
    SIZES[size],
    extra,
  );

interface Own {
  look?: Look;
  size?: Size;
}

export function Button({ look, size, className, type = 'button', ...rest }: ComponentProps<'button'> & Own) {
  return <button type={type} className={buttonClass(look, size, className)} {...rest} />;
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  label: string;
  look?: Look;
  /** 32 px, or 24 px within a line of text. */
  size?: 'icon' | 'iconSmall';
}

/** Square button that shows only an icon; its label is read out and shown on hover. */
export function IconButton({
  label,
  look = 'quiet',
  size = 'icon',
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={buttonClass(look, size, className)}
      {...rest}
    >
      {children}
    </button>
  );
}

export function LinkButton({
  look,
  size,
  className,
  children,
  ...rest
}: LinkProps & Own & { className?: string; children: ReactNode }) {
  return (
    <Link {...rest} className={buttonClass(look, size, className)}>
      {children}
    </Link>
  );
}
