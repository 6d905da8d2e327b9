import { Link } from '@tanstack/react-router';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { SECTIONS, type Section, searchOf } from './search.ts';
import { sectionLabels, text } from './text.ts';

interface SectionNavProps {
  current: Section;
  /** How many there are or wait, where that is known. */
  counts: Partial<Record<Section, number | undefined>>;
}

/** Links, not tabs: each part has its own address and opens in a new window as any page does. */
export function SectionNav({ current, counts }: SectionNavProps) {
  return (
    <nav aria-label={text.sections} className={SUBNAV_CLASS}>
      {SECTIONS.map((section) => (
        <Link
          key={section}
          to="/prices"
          search={searchOf(section)}
          replace
          activeOptions={{ exact: true }}
          className={SUBLINK_CLASS}
          {...(section === current ? { 'aria-current': 'page' as const } : {})}
        >
          {sectionLabels[section]}
          {counts[section] === undefined ? null : (
            <span className="tabular text-xs font-normal text-ink-3">{counts[section]}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
