import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { keyCreate } from './create.ts';
import { keyList } from './list.ts';
import { keyRevoke } from './revoke.ts';
import { keyRotate } from './rotate.ts';

export const keyGroup = (deps: CliDeps) =>
  defineGroup('key', 'keys that applications call with', [
    keyCreate(deps),
    keyList(deps),
    keyRevoke(deps),
    keyRotate(deps),
  ]);
