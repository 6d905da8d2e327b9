import { getRouteApi } from '@tanstack/react-router';
import { toInputValue } from '../../format/time.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { lastMonths, monthName } from './months.ts';

const route = getRouteApi('/shell/full-cost');
/** How far back the night looks, too. */
const MOST_MONTHS = 13;

/** The month of the address, and the ones to choose from. */
export function useMonth() {
  const { month: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const { zone, isKnown } = useKnownZone();
  const today = toInputValue(useNow(60_000), zone).slice(0, 10);
  const months = lastMonths(today, MOST_MONTHS);
  const month = asked ?? months[0] ?? today.slice(0, 7);
  const choices = [...new Set([...months, month])].map((value) => ({ value, label: monthName(value) }));
  const change = (part: {
    month?: string | undefined;
    workload?: string | undefined;
    item?: string | undefined;
  }) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return { month, zone, isKnown, choices, change };
}
