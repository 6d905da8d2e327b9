import { createRates, type GatewayRates, type SliceAnswers } from '../../limits/rates/index.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { AdmissionState } from '../../registry/index.ts';

/** A call may wait so long for a slice, then this gateway goes by its part of the limit. */
const ASK_MS = 500;

/** Rate limits of a worker, shared with the others by way of control. */
export function workerRates(state: () => AdmissionState | undefined, channel: ChannelClient): GatewayRates {
  const rates = createRates({
    rules: state,
    now: systemClock.monotonic,
    after(ms, then) {
      const timer = setTimeout(then, ms).unref();
      return () => clearTimeout(timer);
    },
    authority: {
      ask: async (asks) => (await channel.request('rate-slices', asks, ASK_MS)) as SliceAnswers,
    },
  });
  channel.onConnect(() => rates.reconnected());
  channel.on('rate-gateways', (gateways) => rates.gatewaysAre(Number(gateways)));
  return rates;
}
