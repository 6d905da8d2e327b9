import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Keyboard, LogOut, Monitor, Moon, Search, Sun } from 'lucide-react';
import type { LiveState } from '../../api/live.ts';
import { signOut } from '../../api/mutations.ts';
import { findingsQuery, statusQuery } from '../../api/queries.ts';
import { formatDuration } from '../../format/number.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Logo } from './Logo.tsx';
import { PAGES } from './pages.ts';
import { text } from './text.ts';
import { setTheme, useTheme } from './theme.ts';
import { THEMES, type Theme } from './themes.ts';

const THEME_ICONS: Record<Theme, React.ReactNode> = {
  light: <Sun aria-hidden />,
  dark: <Moon aria-hidden />,
  system: <Monitor aria-hidden />,
};
const DOTS: Record<LiveState, string> = { live: 'bg-good', connecting: 'bg-warn', offline: 'bg-bad' };
/** The ledger is normally well under two seconds behind; less is not worth a word. */
const LAG_WORTH_SHOWING_MS = 5_000;

function LiveDot({ state }: { state: LiveState }) {
  const status = useQuery(statusQuery());
  const lag = status.data?.ledger.lag_ms ?? 0;
  return (
    <p className="flex min-w-0 items-center gap-2 text-xs text-ink-3" title={text.liveHint[state]}>
      <span aria-hidden className={cx('size-1.5 shrink-0 rounded-full', DOTS[state])} />
      <span className="truncate">
        {text.live[state]}
        {lag > LAG_WORTH_SHOWING_MS ? ` · ${text.behind(formatDuration(lag))}` : ''}
        {status.data === undefined ? '' : ` · v${status.data.version}`}
      </span>
    </p>
  );
}

interface SidebarProps {
  live: LiveState;
  onSearch: () => void;
  onShortcuts: () => void;
  /** Called after a link was followed: the drawer on small screens closes. */
  onLeave?: () => void;
}

export function Sidebar({ live, onSearch, onShortcuts, onLeave }: SidebarProps) {
  const { choice } = useTheme();
  const open = useQuery(findingsQuery('open')).data?.length ?? 0;
  const leave = async () => {
    await signOut().catch(() => undefined);
    location.assign('/sign-in');
  };
  return (
    <div className="flex h-full flex-col px-3 py-4">
      <Link
        to="/"
        onClick={onLeave}
        className="mb-4 flex items-center gap-2.5 px-2 text-lg font-semibold tracking-tight"
      >
        <Logo className="size-7" />
        {text.product}
      </Link>
      <button
        type="button"
        onClick={onSearch}
        className="mb-3 flex h-9 items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink-3 hover:bg-sunken"
      >
        <Search aria-hidden className="size-4" />
        {text.search}
        <kbd className="ml-auto font-sans text-xs text-ink-3">Ctrl K</kbd>
      </button>
      <nav aria-label={text.mainNavigation} className="flex flex-col gap-0.5">
        {PAGES.map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            onClick={onLeave}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            className="flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-sunken hover:text-ink"
            activeProps={{ className: 'bg-accent-weak font-medium !text-accent-strong hover:bg-accent-weak' }}
          >
            <Icon aria-hidden className="size-4" />
            {label}
            {to === '/findings' && open > 0 ? (
              <span className="tabular ml-auto rounded bg-warn-weak px-1.5 text-xs font-medium text-warn">
                {open}
                <span className="sr-only"> open</span>
              </span>
            ) : null}
          </Link>
        ))}
      </nav>
      <div className="mt-auto flex flex-col gap-3 pt-6">
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
