import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { embeddedToServerCommand } from './embedded-to-server.ts';

export const migrateGroup = (deps: CliDeps) =>
  defineGroup('migrate', 'move an installation to other stores', [embeddedToServerCommand(deps)]);
