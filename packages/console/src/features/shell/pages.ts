import {
  Activity,
  Building2,
  ChartColumnStacked,
  KeyRound,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  ScrollText,
  TriangleAlert,
} from 'lucide-react';
import { text } from './text.ts';

export interface PageLink {
  to: '/' | '/explorer' | '/calls' | '/workloads' | '/keys' | '/organization' | '/findings' | '/audit';
  label: string;
  icon: LucideIcon;
  /** Second key of the `g` shortcut. */
  letter: string;
}

export const PAGES: readonly PageLink[] = [
  { to: '/', label: text.pages.overview, icon: LayoutDashboard, letter: 'o' },
  { to: '/explorer', label: text.pages.explorer, icon: ChartColumnStacked, letter: 'e' },
  { to: '/calls', label: text.pages.calls, icon: Activity, letter: 'c' },
  { to: '/workloads', label: text.pages.workloads, icon: ListTree, letter: 'w' },
  { to: '/keys', label: text.pages.keys, icon: KeyRound, letter: 'k' },
  { to: '/organization', label: text.pages.organization, icon: Building2, letter: 's' },
  { to: '/findings', label: text.pages.findings, icon: TriangleAlert, letter: 'f' },
  { to: '/audit', label: text.pages.audit, icon: ScrollText, letter: 'a' },
];
