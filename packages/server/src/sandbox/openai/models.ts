import { type ModelIndex, snapshotName } from '../models.ts';

const CREATED = 1_715_367_049;

export function openaiModelList(models: ModelIndex): unknown {
  const ids = models.list('openai').flatMap((model) => [...new Set([model.id, snapshotName(model)])]);
  return { object: 'list', data: ids.map(openaiModel) };
}

export function openaiModel(id: string): unknown {
  return { id, object: 'model', created: CREATED, owned_by: 'weir-sandbox' };
}
