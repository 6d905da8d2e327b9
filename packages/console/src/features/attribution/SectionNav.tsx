import { Link } from '@tanstack/react-router';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { SECTIONS, type Section } from './search.ts';
import { text } from './text.ts';

/** Links, not tabs: each part has its own address; the period goes along. */
export function SectionNav({ current }: { current: Section }) {
  return (
    <nav aria-label={text.sections} className={SUBNAV_CLASS}>
      {SECTIONS.map((section) => (
        <Link
          key={section}
          to="/attribution"
          search={({ range, since, until }) => ({
            ...(range === undefined ? {} : { range }),
            ...(since === undefined ? {} : { since }),
            ...(until === undefined ? {} : { until }),
            ...(section === 'coverage' ? {} : { section }),
          })}
          replace
          className={SUBLINK_CLASS}
          activeProps={{ 'aria-current': undefined }}
          {...(section === current ? { 'aria-current': 'page' as const } : {})}
        >
          {text.sectionLabels[section]}
        </Link>
      ))}
    </nav>
  );
}
