import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ellipsis, Keyboard, LogOut, Monitor, Moon, Search, Sun } from 'lucide-react';
import { alertsQuery, gatewaysQuery } from '../../api/alert-queries.ts';
import { activeKillsQuery, pendingApprovalsQuery } from '../../api/limit-queries.ts';
import type { LiveState } from '../../api/live.ts';
import { signOut } from '../../api/mutations.ts';
import { findingsQuery } from '../../api/queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { carriedSearch } from './carried.ts';
import { LiveDot } from './LiveDot.tsx';
import { Logo } from './Logo.tsx';
import { type PagePath, pageGroups } from './pages.ts';
import { RoleSelect } from './RoleSelect.tsx';
import { FIRST_ROLE, type Role, useRole } from './roles.ts';
import { text } from './text.ts';
import { setTheme, useTheme } from './theme.ts';
import { THEMES, type Theme } from './themes.ts';

const THEME_ICONS: Record<Theme, React.ReactNode> = {
  light: <Sun aria-hidden />,
  dark: <Moon aria-hidden />,
  system: <Monitor aria-hidden />,
};
interface SidebarProps {
  live: LiveState;
  onSearch: () => void;
  onShortcuts: () => void;
  /** Called after a link was followed: the drawer on small screens closes. */
  onLeave?: () => void;
}

interface BadgeProps {
  count?: number;
  /** What is counted, for those who hear it. */
  word?: string;
}

/** How much waits for somebody, by the page it waits on. */
function useBadges(): Partial<Record<PagePath, BadgeProps>> {
  const findings = useQuery(findingsQuery('open')).data?.length ?? 0;
  const approvals = useQuery(pendingApprovalsQuery()).data?.length ?? 0;
  const alerts = useQuery(alertsQuery('open')).data?.length ?? 0;
  const kills = useQuery(activeKillsQuery()).data?.length ?? 0;
  return {
    '/findings': { count: findings, word: text.badges['/findings'] },
    '/alerts': { count: alerts, word: text.badges['/alerts'] },
    '/approvals': { count: approvals, word: text.badges['/approvals'] },
    '/limits': { count: kills, word: text.badges['/limits'] },
  };
}

function Badge({ count = 0, word }: BadgeProps) {
  if (count === 0) return null;
  return (
    <span className="tabular ml-auto rounded bg-warn-weak px-1.5 text-xs font-medium text-warn">
      {count}
      <span className="sr-only"> {word}</span>
    </span>
  );
}

/** The first page says in its address for whom it is, unless it is what everybody gets. */
const homeSearch = (role: Role) => (role === FIRST_ROLE ? {} : { role });

export function Sidebar({ live, onSearch, onShortcuts, onLeave }: SidebarProps) {
  const { choice } = useTheme();
  const badges = useBadges();
  const role = useRole();
  const hasHosts = (useQuery(gatewaysQuery()).data?.length ?? 0) > 0;
  const leave = async () => {
    await signOut().catch(() => undefined);
    location.assign('/sign-in');
  };
  return (
    <div className="flex h-full flex-col px-3 py-4">
      <Link
        to="/"
        onClick={onLeave}
        className="mb-3 flex items-center gap-2.5 px-2 text-lg font-semibold tracking-tight"
      >
        <Logo className="size-7" />
        {text.product}
      </Link>
      <button
        type="button"
        onClick={onSearch}
        className="mb-2 flex h-9 shrink-0 items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink-3 hover:bg-sunken"
      >
        <Search aria-hidden className="size-4" />
        {text.search}
        <kbd className="ml-auto font-sans text-xs text-ink-3">Ctrl K</kbd>
      </button>
      <RoleSelect />
      <nav
        aria-label={text.mainNavigation}
        className="-mx-1 flex min-h-0 flex-col gap-2 overflow-y-auto px-1 pb-1"
      >
        {pageGroups(role).map(({ name, pages }) => (
          <div key={name}>
            <p id={`nav-${name}`} className="mb-0.5 px-2.5 text-xs text-ink-3">
              {text.navigation[name]}
            </p>
            <ul aria-labelledby={`nav-${name}`} className="flex flex-col gap-0.5">
              {pages
                .filter(({ ofHosts }) => ofHosts === undefined || hasHosts)
                .map((page) => (
                  <li key={page.to}>
                    <Link
                      to={page.to}
                      search={(page.to === '/' ? homeSearch(role) : carriedSearch(page)) as never}
                      onClick={onLeave}
                      activeOptions={{ exact: page.to === '/', includeSearch: false }}
                      className="flex h-7 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-sunken hover:text-ink"
                      activeProps={{
                        className: 'bg-accent-weak font-medium !text-accent-strong hover:bg-accent-weak',
                      }}
                    >
                      <page.icon aria-hidden className="size-4 shrink-0" />
                      {page.label}
                      <Badge {...badges[page.to]} />
                    </Link>
                  </li>
                ))}
            </ul>
          </div>
        ))}
        <button
          type="button"
          onClick={onSearch}
          className="flex h-7 shrink-0 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-sunken hover:text-ink"
        >
          <Ellipsis aria-hidden className="size-4 shrink-0" />
          {text.allPages}
        </button>
      </nav>
      <div className="mt-auto flex shrink-0 flex-col gap-3 pt-4">
        <div className="flex items-center justify-between">
          <Segmented
            label={text.theme}
            value={choice}
            onChange={setTheme}
            choices={THEMES.map((theme) => ({
              value: theme,
              label: text.themes[theme],
              icon: THEME_ICONS[theme],
            }))}
          />
          <div className="flex">
            <IconButton label={text.shortcuts} onClick={onShortcuts}>
              <Keyboard aria-hidden />
            </IconButton>
            <IconButton label={text.signOut} onClick={leave}>
              <LogOut aria-hidden />
            </IconButton>
          </div>
        </div>
        <div className="px-1">
          <LiveDot state={live} />
        </div>
      </div>
    </div>
  );
}
