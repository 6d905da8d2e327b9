import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';
import { limitChange } from './change.ts';
import { limitCreate } from './create.ts';
import { limitList } from './list.ts';
import { limitShow } from './show.ts';

export const limitGroup = (deps: CliDeps) =>
  defineGroup('limit', 'rate limits: how much at a time', [
    limitCreate(deps),
    limitList(deps),
    limitShow(deps),
    limitChange(deps),
    removeCommand(deps, {
      name: 'limit',
      label: 'rate limit',
      path: '/rate-limits',
      example: 'requests-per-key',
      unless: 'never',
    }),
  ]);
