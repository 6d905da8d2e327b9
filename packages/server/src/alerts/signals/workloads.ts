import { percentOf } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { WorkloadActivity } from '../../ledger/port.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { moneyText } from '../message.ts';
import type { Observation } from '../observation.ts';
import { workloadDimensions, workloadWho } from './who.ts';

/** Fewer calls than this say nothing in percent. */
const FEWEST_CALLS = 20;
const PER_HOUR = 12n;

/** Shares of failed and of rate-limited calls in the last five minutes, by workload. */
export function shareObservations(
  activity: readonly WorkloadActivity[],
  state: AdmissionState,
): Observation[] {
  return activity.flatMap(({ workload, calls, errors, rate_limited }) => {
    if (calls < FEWEST_CALLS) return [];
    const facts = workloadFacts(workload, state);
    const failed = percent(errors, calls);
    const limited = percent(rate_limited, calls);
    const link = `/calls?filter=${encodeURIComponent(`workload=${workload}`)}`;
    return [
      {
        ...facts,
        kind: 'errors' as const,
        value: failed,
        title: `Calls of ${workload} fail`,
        what: `${failed} % of ${calls} calls failed in the last 5 minutes.`,
        link: `${link}&filter=${encodeURIComponent('status=upstream_error')}`,
      },
      {
        ...facts,
        kind: 'rate_limited' as const,
        value: limited,
        title: `Calls of ${workload} are refused by rate limits`,
        what: `${limited} % of ${calls} calls were refused by rate limits in the last 5 minutes.`,
        link: `${link}&filter=${encodeURIComponent('status=refused')}`,
      },
    ];
  });
}

/** How many times the usual hourly rate (pico-units, by workload) was spent in the last five minutes. */
export function spikeObservations(
  activity: readonly WorkloadActivity[],
  usual: ReadonlyMap<string, bigint>,
  state: AdmissionState,
): Observation[] {
  const { currency } = state.organization;
  const money = (pico: bigint) => moneyText(Decimal.fromPico(pico).toFixed(12), currency);
  return activity.flatMap(({ workload, cost }) => {
    const before = usual.get(workload) ?? 0n;
    if (before <= 0n || cost <= 0n) return [];
    const rate = cost * PER_HOUR;
    const times = (percentOf(rate, before) ?? 0) / 100;
    return [
      {
        ...workloadFacts(workload, state),
        kind: 'spend_spike' as const,
        value: times,
        title: `${workload} spends far more than usual`,
        what: `${money(rate)} per hour in the last 5 minutes, ${times.toFixed(1)} times the usual ${money(before)}.`,
      },
    ];
  });
}

export function workloadFacts(
  workload: string,
  state: AdmissionState,
): Pick<Observation, 'subject' | 'dimensions' | 'who' | 'link' | 'burns'> {
  return {
    subject: `workload/${workload}`,
    dimensions: workloadDimensions(state, workload),
    who: workloadWho(state, workload),
    link: `/workloads/${encodeURIComponent(workload)}`,
    burns: { workload },
  };
}

/** Of counts, one decimal. */
function percent(part: number, whole: number): number {
  return Math.round((part * 1_000) / whole) / 10;
}
