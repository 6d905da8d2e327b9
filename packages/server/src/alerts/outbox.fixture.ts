import { systemClock } from '../platform/clock.ts';
import { configSchema } from '../platform/config/schema.ts';
import { createVault } from '../platform/crypto/vault.ts';
import { createUuidV7 } from '../platform/ids.ts';
import { silentLogger } from '../platform/log.ts';
import { openRegistry, type Registry } from '../registry/index.ts';
import { type AlertDesk, createAlertDesk } from './desk.ts';

/** A registry on disk with its outbox, as control has it. */
export async function openOutbox(
  dir: string,
  template?: Blob,
): Promise<{ registry: Registry; desk: AlertDesk; close(): Promise<void> }> {
  const newId = createUuidV7(systemClock);
  const registry = await openRegistry({
    dir,
    ...(template === undefined ? {} : { template }),
    clock: systemClock,
    id: newId,
    env: {},
    config: configSchema.parse({}),
    vault: createVault(Buffer.alloc(32, 7)),
  });
  await registry.seedFirstStart();
  const settings = { allowPrivate: false, smtp: undefined, consoleUrl: () => 'http://localhost:4010' };
  const desk = createAlertDesk({ settings, registry, clock: systemClock, log: silentLogger, newId });
  const close = async () => {
    await desk.close();
    await registry.close();
  };
  return { registry, desk, close };
}
