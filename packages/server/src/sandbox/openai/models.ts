import { SANDBOX_MODELS, snapshotName } from '../models.ts';

const CREATED = 1_715_367_049;

export function openaiModelList(): unknown {
  const ids = SANDBOX_MODELS.filter((model) => model.dialect === 'openai').flatMap((model) => [
    ...new Set([model.id, snapshotName(model)]),
  ]);
  return { object: 'list', data: ids.map(openaiModel) };
}

export function openaiModel(id: string): unknown {
  return { id, object: 'model', created: CREATED, owned_by: 'weir-sandbox' };
}
