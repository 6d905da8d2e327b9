import type { ListedModel } from '../contract.ts';

/** Anthropic wants a date; Weir's catalog has none, so it is the epoch. */
const UNKNOWN_DATE = '1970-01-01T00:00:00Z';

function entry(model: ListedModel): object {
  return { type: 'model', id: model.id, display_name: model.name ?? model.id, created_at: UNKNOWN_DATE };
}

export function modelsBody(models: readonly ListedModel[]): string {
  return JSON.stringify({
    data: models.map(entry),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  });
}

export function modelBody(model: ListedModel): string {
  return JSON.stringify(entry(model));
}
