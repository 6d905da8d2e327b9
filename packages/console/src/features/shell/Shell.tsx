import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Menu, Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { followEvents, type LiveState } from '../../api/live.ts';
import { IconButton } from '../../ui/button.tsx';
import { Announcements } from '../../ui/toast.tsx';
import { carry } from './carried.ts';
import { Logo } from './Logo.tsx';
import { LiveContext } from './live-context.ts';
import { PAGES } from './pages.ts';
import { Sidebar } from './Sidebar.tsx';
import { StopBanner } from './StopBanner.tsx';
import { text } from './text.ts';
import { useShortcuts } from './useShortcuts.ts';

const Drawer = lazy(() => import('./Drawer.tsx'));
const Palette = lazy(() => import('./Palette.tsx'));
const ShortcutSheet = lazy(() => import('./ShortcutSheet.tsx'));

/** Moves focus to the content when another page is shown, as a full page load would. */
function useFocusOnNavigation(): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [first] = useState(path);
  useEffect(() => {
    if (path !== first || document.activeElement?.tagName === 'A')
      document.getElementById('content')?.focus();
  }, [path, first]);
}

/** Keeps period and ownership filters for the next page, see carried.ts. */
function useCarriedScope(): void {
  const { pathname, search } = useRouterState({ select: (state) => state.location });
  if (PAGES.some(({ to, scoped }) => scoped === true && to === pathname)) carry(search);
}

/** Frame of every signed-in screen: navigation, search, shortcuts, the live connection. */
export function Shell() {
  const client = useQueryClient();
  const [live, setLive] = useState<LiveState>('connecting');
  const [opened, setOpened] = useState<'palette' | 'shortcuts' | 'menu' | undefined>();
  useEffect(() => followEvents(client, setLive), [client]);
  useShortcuts({ onSearch: () => setOpened('palette'), onHelp: () => setOpened('shortcuts') });
  useFocusOnNavigation();
  useCarriedScope();
  const close = () => setOpened(undefined);
  const sidebar = (
    <Sidebar
      live={live}
      onSearch={() => setOpened('palette')}
      onShortcuts={() => setOpened('shortcuts')}
      onLeave={() => setOpened((now) => (now === 'menu' ? undefined : now))}
    />
  );
  return (
    <LiveContext value={live}>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 text-sm font-medium text-on-accent focus:translate-y-0"
      >
        {text.skip}
      </a>
      <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
        <aside className="sticky top-0 hidden h-dvh border-r border-line lg:block">{sidebar}</aside>
        <div className="min-w-0">
          <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-canvas px-3 lg:hidden">
            <IconButton label={text.menu} onClick={() => setOpened('menu')}>
              <Menu aria-hidden />
            </IconButton>
            <Logo className="size-6" />
            <span className="font-semibold">{text.product}</span>
            <IconButton label={text.search} className="ml-auto" onClick={() => setOpened('palette')}>
              <Search aria-hidden />
            </IconButton>
          </header>
          <StopBanner />
          <main id="content" tabIndex={-1} className="outline-none">
            <Outlet />
          </main>
        </div>
      </div>
      <Suspense>
        {opened === 'menu' ? <Drawer onClose={close}>{sidebar}</Drawer> : null}
        {opened === 'palette' ? <Palette onClose={close} /> : null}
        {opened === 'shortcuts' ? <ShortcutSheet onClose={close} /> : null}
      </Suspense>
      <Announcements />
    </LiveContext>
  );
}
