import { Link } from '@tanstack/react-router';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { SECTIONS, type Section, searchOf } from './sections.ts';
import { text } from './text.ts';

interface SectionNavProps {
  /** How many there are, where that is known. */
  counts: Partial<Record<Section, number | undefined>>;
}

/** Links, not tabs: each part has its own address and opens in a new window as any page does. */
export function SectionNav({ counts }: SectionNavProps) {
  return (
    <nav aria-label={text.sections} className={SUBNAV_CLASS}>
      {SECTIONS.map(({ section, label }) => (
        <Link
          key={section}
          to="/organization"
          search={searchOf(section)}
          replace
          activeOptions={{ exact: true }}
          className={SUBLINK_CLASS}
        >
          {label}
          {counts[section] === undefined ? null : (
            <span className="tabular text-xs font-normal text-ink-2">{counts[section]}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
