import { textOrNothing } from '../json/narrow.ts';

/** As the gateway's service tiers name it: `fast` alone means something else with other providers. */
const FAST = 'anthropic_fast';

/**
 * What changes the rate, as usage of an answer and fields of a request name it: `speed` and `service_tier`, and where it
 * is worked on (`inference_geo`).
 */
export function serviceOf(fields: Readonly<Record<string, unknown>> | undefined): {
  serviceTier: string | undefined;
  region: string | undefined;
} {
  const fast = fields?.['speed'] === 'fast';
  return {
    serviceTier: fast ? FAST : textOrNothing(fields?.['service_tier']),
    region: textOrNothing(fields?.['inference_geo']),
  };
}
