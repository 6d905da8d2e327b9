import { createRoute } from '@hono/zod-openapi';
import { type LiveEvent, liveEvent } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { failures } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

const MAX_LISTENERS = 64;
const HEARTBEAT_MS = 15_000;

const route = createRoute({
  method: 'get',
  path: '/events',
  tags: ['Installation'],
  summary: 'Follow what changes, as server-sent events; what piles up is told once, with its newest figures',
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: liveEvent } } },
    ...failures,
  },
});

export function addEventRoutes(api: Api, deps: AdminDeps): void {
  let listeners = 0;
  api.openapi(route, (c) => {
    if (listeners >= MAX_LISTENERS) {
      throw new WeirError('too_many_requests', `More than ${MAX_LISTENERS} clients follow events already`, {
        remedy: 'Close a window of the console, or ask for figures instead of following them.',
      });
    }
    listeners += 1;
    return streamSSE(c, async (sse) => {
      try {
        await follow(sse, deps.events);
      } finally {
        listeners -= 1;
      }
    });
  });
}

/** A slow reader holds at most one event of each kind: the newest. */
async function follow(sse: SSEStreamingApi, subscribe: AdminDeps['events']): Promise<void> {
  const waiting = new Map<LiveEvent['type'], LiveEvent>();
  let wake = () => {};
  const unsubscribe = subscribe((event) => {
    waiting.set(event.type, event);
    wake();
  });
  sse.onAbort(() => wake());
  try {
    await sse.write(': connected\n\n');
    while (!sse.aborted && !sse.closed) {
      const batch = [...waiting.values()];
      waiting.clear();
      for (const event of batch) await sse.writeSSE({ event: event.type, data: JSON.stringify(event) });
      if (waiting.size > 0 || sse.aborted) continue;
      const woken = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), HEARTBEAT_MS);
        wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
      if (!woken) await sse.write(': heartbeat\n\n');
    }
  } finally {
    unsubscribe();
  }
}
