import type { MiddlewareHandler } from 'hono';
import type { AdminDeps } from '../deps.ts';
import type { Api, AppEnv } from '../env.ts';

/** `GET /metrics` in the text format of Prometheus, beside the API because scrapers expect it there. */
export function addMetricsRoute(
  app: Api,
  { metrics }: Pick<AdminDeps, 'metrics'>,
  authenticated: MiddlewareHandler<AppEnv>,
): void {
  if (metrics === undefined) return;
  if (metrics.requireToken) app.use('/metrics', authenticated);
  app.get('/metrics', async (c) => {
    const { contentType, body } = await metrics.scrape();
    return c.body(body, 200, { 'content-type': contentType });
  });
}
