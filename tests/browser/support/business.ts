import { createApiClient } from '../../../packages/server/src/cli/api-client.ts';
import {
  ensurePeople,
  ensureReviewDates,
  reviewGates,
  sendOutcomes,
  sendScores,
  shareCosts,
} from '../../../packages/server/src/cli/commands/demo/business.ts';
import { demoBusiness, type PastOptions } from '../../../packages/server/src/sandbox/demo/index.ts';

/** What the demo company knows beyond its calls (people, outcomes, scores, shared costs, gates), sent as `weir demo` sends it. */
export async function tellBusiness(url: string, adminToken: string, past: PastOptions): Promise<void> {
  const client = createApiClient({
    where: url,
    running: true,
    send: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${adminToken}`);
      return fetch(`${url}${path}`, { ...init, headers });
    },
    close: async () => {},
  });
  const business = demoBusiness(past);
  await ensurePeople(client, business);
  await ensureReviewDates(client, business);
  await sendOutcomes(client, past);
  await sendScores(client, business);
  await shareCosts(client, business);
  await reviewGates(client, business);
}
