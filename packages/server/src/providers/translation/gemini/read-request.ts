import type {
  AnswerFormat,
  Conversation,
  Effort,
  Reasoning,
  ToolChoice,
  ToolDefinition,
} from '../conversation.ts';
import { EFFORTS } from '../conversation.ts';
import { known } from '../counts.ts';
import { Cursor } from '../cursor.ts';
import { readContents, readSystem } from './read-contents.ts';
import { jsonSchema } from './schema.ts';

const CARRIED = new Set([
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'safetySettings',
]);
/** The model stands in the path; the rest concerns bookkeeping. */
const HARMLESS = new Set(['model', 'labels', 'serviceTier']);
const CONFIG = new Set([
  'temperature',
  'topP',
  'topK',
  'candidateCount',
  'maxOutputTokens',
  'stopSequences',
  'presencePenalty',
  'frequencyPenalty',
  'seed',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'responseModalities',
  'thinkingConfig',
]);
/** A filter that lets everything pass is what other dialects have anyway. */
const NO_FILTER = new Set(['BLOCK_NONE', 'OFF', 'HARM_BLOCK_THRESHOLD_UNSPECIFIED']);

/** A generateContent request as a conversation; fields may be spelled in snake_case as well. */
export function readRequest(body: Buffer): Conversation {
  const root = Cursor.parse(body, true);
  root.only(CARRIED, HARMLESS);
  refuseFilters(root.get('safetySettings'));
  const config = root.get('generationConfig');
  if (config.present) config.only(CONFIG);
  refuseOutputs(config);
  const stop = config.get('stopSequences');
  return known<Conversation>({
    system: readSystem(root.get('systemInstruction')),
    turns: readContents(root.get('contents')),
    tools: root.get('tools').items().flatMap(readTool),
    toolChoice: readToolChoice(root.get('toolConfig')),
    maxOutputTokens: config.get('maxOutputTokens').numberSetting(),
    temperature: config.get('temperature').numberSetting(),
    topP: config.get('topP').numberSetting(1),
    topK: config.get('topK').numberSetting(),
    seed: config.get('seed').numberSetting(),
    frequencyPenalty: config.get('frequencyPenalty').numberSetting(0),
    presencePenalty: config.get('presencePenalty').numberSetting(0),
    stop: stop.items().length === 0 ? undefined : stop.setting(stop.items().map((item) => item.text())),
    format: readFormat(config),
    reasoning: readThinking(config.get('thinkingConfig')),
  });
}

function refuseFilters(settings: Cursor): void {
  for (const setting of settings.items()) {
    const threshold = setting.get('threshold').textIfAny();
    if (threshold !== undefined && !NO_FILTER.has(threshold)) {
      throw setting.refusal(
        'is a filter that only Gemini models have',
        'Remove the setting or send BLOCK_NONE.',
      );
    }
  }
}

function refuseOutputs(config: Cursor): void {
  const count = config.get('candidateCount');
  if (count.present && count.value !== 1)
    throw count.refusal('asks for several answers', 'Ask once for each answer.');
  for (const modality of config.get('responseModalities').items()) {
    if (modality.text().toUpperCase() !== 'TEXT')
      throw modality.refusal('asks for an answer that is no text', 'Ask for TEXT.');
  }
}

function readTool(tool: Cursor): ToolDefinition[] {
  tool.only(new Set(['functionDeclarations']));
  return tool.get('functionDeclarations').items().map(readFunction);
}

function readFunction(declaration: Cursor): ToolDefinition {
  declaration.only(
    new Set(['name', 'description', 'parameters', 'parametersJsonSchema']),
    new Set(['response', 'responseJsonSchema']),
  );
  const schema = declaration.get('parametersJsonSchema');
  const openApi = declaration.get('parameters');
  return known<ToolDefinition>({
    name: declaration.get('name').text(),
    description: declaration.get('description').textIfAny(),
    parameters: schema.present
      ? schema.object()
      : openApi.present
        ? jsonSchema(openApi.object())
        : { type: 'object', properties: {} },
    strict: false,
    at: declaration.at,
  });
}

function readToolChoice(config: Cursor): Conversation['toolChoice'] {
  if (!config.present) return undefined;
  config.only(new Set(['functionCallingConfig']));
  const calling = config.get('functionCallingConfig');
  if (!calling.present) return undefined;
  calling.only(new Set(['mode', 'allowedFunctionNames']));
  const mode = (calling.get('mode').textIfAny() ?? 'AUTO').toUpperCase();
  const names = calling
    .get('allowedFunctionNames')
    .items()
    .map((name) => name.text());
  const only = names.length === 0 ? {} : { only: names };
  const [first] = names;
  if (mode === 'NONE') return calling.setting<ToolChoice>({ mode: 'none' });
  if (mode === 'ANY' && names.length === 1 && first !== undefined) {
    return calling.setting<ToolChoice>({ mode: 'tool', name: first });
  }
  if (mode === 'ANY') return calling.setting<ToolChoice>({ mode: 'required', ...only });
  return calling.setting<ToolChoice>({ mode: 'auto', ...only });
}

function readFormat(config: Cursor): Conversation['format'] {
  const type = config.get('responseMimeType');
  const mime = type.textIfAny() ?? 'text/plain';
  if (mime === 'text/plain') return undefined;
  if (mime !== 'application/json')
    throw type.refusal('is a format only Gemini models write', 'Ask for application/json.');
  const given = config.get('responseJsonSchema');
  const openApi = config.get('responseSchema');
  if (!given.present && !openApi.present) return type.setting<AnswerFormat>({ type: 'json' });
  const cursor = given.present ? given : openApi;
  const schema = given.present ? given.object() : jsonSchema(openApi.object());
  return cursor.setting<AnswerFormat>({ type: 'schema', name: 'answer', schema, strict: false });
}

function readThinking(config: Cursor): Conversation['reasoning'] {
  if (!config.present) return undefined;
  config.only(new Set(['includeThoughts', 'thinkingBudget', 'thinkingLevel']));
  const show = config.get('includeThoughts').flag();
  const level = config.get('thinkingLevel').textIfAny()?.toLowerCase();
  const effort = EFFORTS.find((known) => known === level);
  const budget = config.get('thinkingBudget').numberSetting(-1)?.value;
  return config.setting(known<Reasoning>({ effort: effort as Effort | undefined, budget, show }));
}
