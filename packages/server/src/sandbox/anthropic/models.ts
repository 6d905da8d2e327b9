import { type ModelIndex, snapshotName } from '../models.ts';

export function anthropicModelList(models: ModelIndex): unknown {
  const ids = models.list('anthropic').map(snapshotName);
  return {
    data: ids.map(anthropicModel),
    has_more: false,
    first_id: ids[0] ?? null,
    last_id: ids.at(-1) ?? null,
  };
}

export function anthropicModel(id: string): unknown {
  return { type: 'model', id, display_name: `${id} (sandbox)`, created_at: '2025-01-01T00:00:00Z' };
}
