import { Link } from '@tanstack/react-router';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { SECTIONS, type Section } from './search.ts';
import { sectionText, text } from './text.ts';

/** Links, not tabs: each part has its own address. Period and workload stay. */
export function SectionNav({ current }: { current: Section }) {
  return (
    <nav aria-label={text.sections} className={SUBNAV_CLASS}>
      {SECTIONS.map((section) => (
        <Link
          key={section}
          to="/outcomes"
          search={({ range, since, until, filter }) => ({
            range,
            since,
            until,
            filter,
            section: section === 'list' ? undefined : section,
          })}
          replace
          activeOptions={{ exact: true }}
          {...(section === current ? { 'aria-current': 'page' as const } : {})}
          className={SUBLINK_CLASS}
        >
          {sectionText[section]}
        </Link>
      ))}
    </nav>
  );
}
