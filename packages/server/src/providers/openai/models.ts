import type { ListedModel } from '../contract.ts';

function entry(model: ListedModel): object {
  return { id: model.id, object: 'model', created: 0, owned_by: model.provider };
}

export function modelsBody(models: readonly ListedModel[]): string {
  return JSON.stringify({ object: 'list', data: models.map(entry) });
}

export function modelBody(model: ListedModel): string {
  return JSON.stringify(entry(model));
}
