import type { ListedModel } from '../contract.ts';

function entry(model: ListedModel): object {
  return {
    name: `models/${model.id}`,
    displayName: model.name ?? model.id,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  };
}

export function modelsBody(models: readonly ListedModel[]): string {
  return JSON.stringify({ models: models.map(entry) });
}

export function modelBody(model: ListedModel): string {
  return JSON.stringify(entry(model));
}
