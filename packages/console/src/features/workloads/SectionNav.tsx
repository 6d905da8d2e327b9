import { getRouteApi, Link } from '@tanstack/react-router';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { readWorkloadSearch, SECTIONS, type Section, type WorkloadSearch } from './search.ts';
import { pageText } from './text.ts';

const route = getRouteApi('/shell/workloads/$id');

/** Address of a part: the period goes along. */
function useSearchOf(): (section: Section) => WorkloadSearch {
  const { range, since, until } = route.useSearch();
  return (section) => readWorkloadSearch({ range, since, until, section });
}

/** Links, not tabs: each part has its own address. */
export function SectionNav({ id, current }: { id: string; current: Section }) {
  const searchOf = useSearchOf();
  return (
    <nav aria-label={pageText.parts} className={SUBNAV_CLASS}>
      {SECTIONS.map((section) => (
        <Link
          key={section}
          to="/workloads/$id"
          params={{ id }}
          search={searchOf(section)}
          replace
          resetScroll={false}
          activeOptions={{ exact: true }}
          {...(section === current ? { 'aria-current': 'page' as const } : {})}
          className={SUBLINK_CLASS}
        >
          {pageText.sections[section]}
        </Link>
      ))}
    </nav>
  );
}

interface SectionLinkProps {
  id: string;
  section: Section;
  className: string;
  children: string;
}

/** To a part of a workload's page, from anywhere on it. */
export function SectionLink({ id, section, className, children }: SectionLinkProps) {
  const searchOf = useSearchOf();
  return (
    <Link to="/workloads/$id" params={{ id }} search={searchOf(section)} className={className}>
      {children}
    </Link>
  );
}
