import { createServer } from 'node:http';
import { loadCatalog } from '../platform/catalog.ts';
import { createLogger } from '../platform/log.ts';
import { createSandbox } from '../sandbox/index.ts';
import { liveAsChild, startAsChild, tellSupervisor } from './child-life.ts';
import { CHILD_ENV, inheritedConfig } from './roles.ts';

/** The sandbox provider as a process: an upstream like any other, so that control may die without cutting its answers. */
const config = inheritedConfig();
const log = createLogger(config.log.level).child({ role: 'sandbox' });

await startAsChild(log, async () => {
  const { hostname, port } = new URL(process.env[CHILD_ENV.sandboxUrl] ?? '');
  const instant = process.env['WEIR_SANDBOX_LATENCY'] === 'instant';
  const { list } = loadCatalog();
  const namesOf = (provider: string) =>
    list.providers.find(({ id }) => id === provider)?.models.map(({ id }) => id) ?? [];
  const handler = createSandbox({
    seed: config.sandbox.seed,
    knownModels: { openai: namesOf('openai'), anthropic: namesOf('anthropic'), gemini: namesOf('google') },
    ...(instant ? { latency: 'instant' as const } : {}),
  });
  const server = createServer({ noDelay: true, keepAliveTimeout: 120_000 }, handler);
  server.on('upgrade', handler.upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), hostname, resolve);
  });
  liveAsChild(log, async () => {
    server.close();
    server.closeAllConnections();
  });
  tellSupervisor({ type: 'ready' });
});
