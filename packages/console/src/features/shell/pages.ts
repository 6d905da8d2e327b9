import {
  Activity,
  BellRing,
  Bot,
  Boxes,
  Building2,
  ChartColumnStacked,
  DatabaseZap,
  FileInput,
  Gauge,
  Handshake,
  KeyRound,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  Radio,
  Scale,
  ScrollText,
  Server,
  ServerCog,
  SquareTerminal,
  Stamp,
  Tags,
  TriangleAlert,
  Wallet,
  Waypoints,
} from 'lucide-react';
import { text } from './text.ts';

export interface PageLink {
  to:
    | '/'
    | '/explorer'
    | '/caching'
    | '/calls'
    | '/tasks'
    | '/live'
    | '/playground'
    | '/models'
    | '/providers'
    | '/routing'
    | '/workloads'
    | '/keys'
    | '/organization'
    | '/budgets'
    | '/approvals'
    | '/limits'
    | '/alerts'
    | '/gateways'
    | '/prices'
    | '/commitments'
    | '/sources'
    | '/reconciliation'
    | '/findings'
    | '/audit';
  label: string;
  icon: LucideIcon;
  /** Second key of the `g` shortcut. */
  letter: string;
  /** Shown in the navigation only when other hosts run gateways. */
  ofHosts?: true;
}

/** In groups: what it costs, what is going on, what calls go to, what is paid for it, whose they are, what holds them back, what needs attention. */
export const PAGE_GROUPS: readonly (readonly PageLink[])[] = [
  [
    { to: '/', label: text.pages.overview, icon: LayoutDashboard, letter: 'o' },
    { to: '/explorer', label: text.pages.explorer, icon: ChartColumnStacked, letter: 'e' },
    { to: '/caching', label: text.pages.caching, icon: DatabaseZap, letter: 'h' },
  ],
  [
    { to: '/calls', label: text.pages.calls, icon: Activity, letter: 'c' },
    { to: '/tasks', label: text.pages.tasks, icon: Bot, letter: 'j' },
    { to: '/live', label: text.pages.live, icon: Radio, letter: 'l' },
    { to: '/playground', label: text.pages.playground, icon: SquareTerminal, letter: 't' },
  ],
  [
    { to: '/models', label: text.pages.models, icon: Boxes, letter: 'm' },
    { to: '/providers', label: text.pages.providers, icon: ServerCog, letter: 'p' },
    { to: '/routing', label: text.pages.routing, icon: Waypoints, letter: 'r' },
    { to: '/gateways', label: text.pages.gateways, icon: Server, letter: 'y', ofHosts: true },
  ],
  [
    { to: '/prices', label: text.pages.prices, icon: Tags, letter: 'x' },
    { to: '/commitments', label: text.pages.commitments, icon: Handshake, letter: 'd' },
    { to: '/sources', label: text.pages.sources, icon: FileInput, letter: 'u' },
    { to: '/reconciliation', label: text.pages.reconciliation, icon: Scale, letter: 'q' },
  ],
  [
    { to: '/workloads', label: text.pages.workloads, icon: ListTree, letter: 'w' },
    { to: '/keys', label: text.pages.keys, icon: KeyRound, letter: 'k' },
    { to: '/organization', label: text.pages.organization, icon: Building2, letter: 's' },
  ],
  [
    { to: '/budgets', label: text.pages.budgets, icon: Wallet, letter: 'b' },
    { to: '/approvals', label: text.pages.approvals, icon: Stamp, letter: 'v' },
    { to: '/limits', label: text.pages.limits, icon: Gauge, letter: 'i' },
  ],
  [
    { to: '/alerts', label: text.pages.alerts, icon: BellRing, letter: 'n' },
    { to: '/findings', label: text.pages.findings, icon: TriangleAlert, letter: 'f' },
    { to: '/audit', label: text.pages.audit, icon: ScrollText, letter: 'a' },
  ],
];

export const PAGES: readonly PageLink[] = PAGE_GROUPS.flat();
