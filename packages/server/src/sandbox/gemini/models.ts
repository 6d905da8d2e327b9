import type { ModelIndex, SandboxModel } from '../models.ts';

export function geminiModelList(models: ModelIndex): unknown {
  return { models: models.list('gemini').map(geminiModel) };
}

export function geminiModel(model: SandboxModel): unknown {
  const embeds = model.kind === 'embedding';
  return {
    name: `models/${model.id}`,
    version: '001',
    displayName: `${model.id} (sandbox)`,
    description: 'Answered by the sandbox of Weir.',
    inputTokenLimit: model.contextWindow,
    outputTokenLimit: embeds ? 1 : model.maxOutput,
    supportedGenerationMethods: embeds
      ? ['embedContent', 'countTextTokens', 'countTokens']
      : ['generateContent', 'countTokens', 'createCachedContent'],
    ...(embeds ? {} : { temperature: 1, topP: 0.95, topK: 64, maxTemperature: 2 }),
    ...(model.reasoning ? { thinking: true } : {}),
  };
}
