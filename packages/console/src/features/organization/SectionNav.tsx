import { Link } from '@tanstack/react-router';
import { cx } from '../../ui/cx.ts';
import { SECTIONS, type Section, searchOf } from './sections.ts';
import { text } from './text.ts';

interface SectionNavProps {
  /** How many there are, where that is known. */
  counts: Partial<Record<Section, number | undefined>>;
}

/** Underlined in one row; on small screens, where they take two, filled. */
const LINK = cx(
  'flex h-9 items-center gap-1.5 rounded-md px-2.5 text-sm text-ink-2 hover:text-ink',
  'aria-[current]:bg-accent-weak aria-[current]:font-medium aria-[current]:text-accent-strong',
  'sm:-mb-px sm:rounded-none sm:border-b-2 sm:border-transparent',
  'sm:aria-[current]:border-accent sm:aria-[current]:bg-transparent sm:aria-[current]:text-ink',
);

/** Links, not tabs: each part has its own address and opens in a new window as any page does. */
export function SectionNav({ counts }: SectionNavProps) {
  return (
    <nav aria-label={text.sections} className="mb-5 flex flex-wrap gap-1 sm:border-b sm:border-line">
      {SECTIONS.map(({ section, label }) => (
        <Link
          key={section}
          to="/organization"
          search={searchOf(section)}
          replace
          activeOptions={{ exact: true }}
          className={LINK}
        >
          {label}
          {counts[section] === undefined ? null : (
            <span className="tabular text-xs font-normal text-ink-3">{counts[section]}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
