import {
  Activity,
  BellRing,
  Bot,
  Boxes,
  Building2,
  ChartColumnStacked,
  CircleCheckBig,
  ClipboardCheck,
  DatabaseZap,
  FileInput,
  Gauge,
  Goal,
  Handshake,
  KeyRound,
  Layers,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  Radio,
  Scale,
  ScrollText,
  Server,
  ServerCog,
  ShieldCheck,
  Split,
  SquareTerminal,
  Stamp,
  Tags,
  TriangleAlert,
  Wallet,
  Waypoints,
} from 'lucide-react';
import type { Role } from './roles.ts';
import { text } from './text.ts';

interface PageFacts {
  label: string;
  icon: LucideIcon;
  /** Second key of the `g` shortcut; a capital is typed with Shift. */
  letter: string;
  /** Has a range of time and filters: links to it carry those in force. */
  scoped?: true;
  /** Shown in the navigation only when other hosts run gateways. */
  ofHosts?: true;
}

const { pages } = text;
const FACTS = {
  '/': { label: pages.overview, icon: LayoutDashboard, letter: 'o' },
  '/explorer': { label: pages.explorer, icon: ChartColumnStacked, letter: 'e', scoped: true },
  '/caching': { label: pages.caching, icon: DatabaseZap, letter: 'h', scoped: true },
  '/calls': { label: pages.calls, icon: Activity, letter: 'c', scoped: true },
  '/tasks': { label: pages.tasks, icon: Bot, letter: 'j', scoped: true },
  '/live': { label: pages.live, icon: Radio, letter: 'l' },
  '/playground': { label: pages.playground, icon: SquareTerminal, letter: 't' },
  '/models': { label: pages.models, icon: Boxes, letter: 'm' },
  '/providers': { label: pages.providers, icon: ServerCog, letter: 'p' },
  '/routing': { label: pages.routing, icon: Waypoints, letter: 'r' },
  '/gateways': { label: pages.gateways, icon: Server, letter: 'y', ofHosts: true },
  '/prices': { label: pages.prices, icon: Tags, letter: 'x' },
  '/commitments': { label: pages.commitments, icon: Handshake, letter: 'd' },
  '/sources': { label: pages.sources, icon: FileInput, letter: 'u' },
  '/reconciliation': { label: pages.reconciliation, icon: Scale, letter: 'q' },
  '/workloads': { label: pages.workloads, icon: ListTree, letter: 'w', scoped: true },
  '/keys': { label: pages.keys, icon: KeyRound, letter: 'k' },
  '/organization': { label: pages.organization, icon: Building2, letter: 's' },
  '/budgets': { label: pages.budgets, icon: Wallet, letter: 'b' },
  '/approvals': { label: pages.approvals, icon: Stamp, letter: 'v' },
  '/limits': { label: pages.limits, icon: Gauge, letter: 'i' },
  '/alerts': { label: pages.alerts, icon: BellRing, letter: 'n' },
  '/findings': { label: pages.findings, icon: TriangleAlert, letter: 'f' },
  '/audit': { label: pages.audit, icon: ScrollText, letter: 'a' },
  '/outcomes': { label: pages.outcomes, icon: CircleCheckBig, letter: 'O', scoped: true },
  '/value': { label: pages.value, icon: Goal, letter: 'V', scoped: true },
  '/full-cost': { label: pages.fullCost, icon: Layers, letter: 'F', scoped: true },
  '/attribution': { label: pages.attribution, icon: Split, letter: 'A', scoped: true },
  '/gates': { label: pages.gates, icon: ShieldCheck, letter: 'G' },
  '/scorecards': { label: pages.scorecards, icon: ClipboardCheck, letter: 'S', scoped: true },
} as const satisfies Record<string, PageFacts>;

export type PagePath = keyof typeof FACTS;
export interface PageLink extends PageFacts {
  to: PagePath;
}

/** Every page, in the order the palette lists them. */
export const PAGES: readonly PageLink[] = Object.entries(FACTS).map(([to, facts]) => ({
  to: to as PagePath,
  ...facts,
}));

type GroupName = keyof typeof text.navigation;
type Plan = readonly (readonly [GroupName, readonly PagePath[]])[];

/** What each role has in its navigation: by how often it is asked, under the question it answers. Other pages: the palette. */
const PLANS: Record<Role, Plan> = {
  engineer: [
    ['happens', ['/', '/explorer', '/calls', '/tasks', '/live', '/playground']],
    ['serves', ['/workloads', '/models', '/providers', '/routing', '/gateways', '/caching', '/keys']],
    ['holds', ['/gates', '/budgets', '/limits', '/approvals']],
    ['attention', ['/alerts', '/findings', '/audit']],
  ],
  product: [
    ['worth', ['/', '/workloads', '/outcomes', '/value', '/scorecards']],
    ['happens', ['/tasks', '/calls', '/explorer']],
    ['holds', ['/gates', '/budgets', '/approvals']],
    ['attention', ['/alerts', '/findings']],
  ],
  finance: [
    ['costs', ['/', '/explorer', '/full-cost', '/attribution', '/value']],
    ['books', ['/reconciliation', '/sources', '/prices', '/commitments']],
    ['holds', ['/budgets', '/approvals']],
    ['owns', ['/organization', '/workloads']],
    ['attention', ['/alerts', '/findings', '/audit']],
  ],
  executive: [
    ['worth', ['/', '/value', '/scorecards', '/outcomes', '/workloads']],
    ['costs', ['/full-cost', '/explorer', '/budgets']],
    ['decisions', ['/gates', '/approvals', '/alerts']],
  ],
};

export interface PageGroup {
  name: GroupName;
  pages: readonly PageLink[];
}

export const pageGroups = (role: Role): readonly PageGroup[] =>
  PLANS[role].map(([name, paths]) => ({ name, pages: paths.map((to) => ({ to, ...FACTS[to] })) }));
