import { WeirError } from '@weir/core/errors';
import type { Store } from '../store/store.ts';
import { gateSettingsOf } from './gate-settings.ts';

interface Staged {
  id: string;
  stage: string;
  environment: string;
}

/**
 * Throws `conflict` with what is missing when a workload is to get production traffic and the gate is enforced. `before` is
 * undefined for one that is being created: nobody can have reviewed it.
 */
export function checkGateOfStage(store: Store, after: Staged, before: Staged | undefined): void {
  if (!inProduction(after) || (before !== undefined && inProduction(before))) return;
  const now = store.clock.now();
  if (!isEnforced(store, now)) return;
  if (before === undefined) {
    throw new WeirError('conflict', `The workload "${after.id}" cannot begin in stage production`, {
      field: 'stage',
      remedy: `Create it in stage pilot; \`weir gate show ${after.id}\` then tells what it needs for production.`,
    });
  }
  const lacks = lacksOf(store, after.id, now);
  if (lacks?.length === 0) return;
  const what = lacks === undefined ? 'it has not been looked at yet' : `missing: ${lacks.join(', ')}`;
  throw new WeirError(
    'conflict',
    `The workload "${after.id}" has not passed its gate for production: ${what}`,
    {
      field: 'stage',
      remedy: `\`weir gate show ${after.id}\` tells what each needs and who reviews it. Then change the stage.`,
    },
  );
}

/** Also the end of a grace. `now` in epoch ms. */
export function isEnforced(store: Pick<Store, 'directory'>, now: number): boolean {
  const { mode, grace_until } = gateSettingsOf(store);
  return (
    mode === 'enforce' || (mode === 'grace' && grace_until !== undefined && Date.parse(grace_until) <= now)
  );
}

function lacksOf({ directory }: Store, id: string, now: number): string[] | undefined {
  const row = directory.rows.gate.get(id);
  return row?.missing
    .filter(({ from }) => from === undefined || Date.parse(from) <= now)
    .map(({ item }) => item);
}

function inProduction({ stage, environment }: Staged): boolean {
  return stage === 'production' && environment === 'production';
}
