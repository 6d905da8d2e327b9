import { cx } from './cx.ts';

/** Links to the parts of a page. Underlined in one row; on small screens, where they take two, filled. */
export const SUBNAV_CLASS = 'mb-5 flex flex-wrap gap-1 sm:border-b sm:border-line';
export const SUBLINK_CLASS = cx(
  'flex h-9 items-center gap-1.5 rounded-md px-2.5 text-sm text-ink-2 hover:text-ink',
  'aria-[current]:bg-accent-weak aria-[current]:font-medium aria-[current]:text-accent-strong',
  'sm:-mb-px sm:rounded-none sm:border-b-2 sm:border-transparent',
  'sm:aria-[current]:border-accent sm:aria-[current]:bg-transparent sm:aria-[current]:text-ink',
);
