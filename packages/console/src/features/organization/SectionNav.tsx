import { Link } from '@tanstack/react-router';
import { SECTIONS, type Section, searchOf } from './sections.ts';
import { text } from './text.ts';

interface SectionNavProps {
  shown: Section;
  /** How many there are, where that is known. */
  counts: Partial<Record<Section, number | undefined>>;
}

/** Links, not tabs: each part has its own address and opens in a new window as any page does. */
export function SectionNav({ shown, counts }: SectionNavProps) {
  return (
    <nav aria-label={text.sections} className="mb-5 flex flex-wrap gap-x-1 gap-y-1 border-b border-line">
      {SECTIONS.map(({ section, label }) => (
        <Link
          key={section}
          to="/organization"
          search={searchOf(section)}
          replace
          aria-current={section === shown ? 'page' : undefined}
          className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm text-ink-2 hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
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
