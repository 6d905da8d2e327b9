/**
 * Names of models on bills of Bedrock, plain (lower case, letters and digits only), and the model of the price list. `routed`
 * models have a `global.` and a `regional.` entry there; others one without either.
 */
interface KnownModel {
  readonly plain: RegExp;
  readonly id: string;
  readonly routed?: true;
  /** Only `regional.` is listed. */
  readonly regionalOnly?: true;
}

const claude = (
  family: string,
  version: string,
  id: string,
  more: Partial<KnownModel> = { routed: true },
) => {
  const v = version.replace('.', '');
  return {
    plain: new RegExp(`^(?:anthropic)?claude(?:${v}${family}|${family}${v})(?:v\\d+)?(?:\\d{8})?$`),
    id,
    ...more,
  };
};
const old = { regionalOnly: true } as const;

const MODELS: readonly KnownModel[] = [
  {
    plain: /^(?:anthropic)?claude35sonnetv2|^(?:anthropic)?claudesonnet35v2/,
    id: 'anthropic.claude-3-5-sonnet-20241022-v2:0',
    ...old,
  },
  claude('sonnet', '3.5', 'anthropic.claude-3-5-sonnet-20240620-v1:0', old),
  claude('sonnet', '3.7', 'anthropic.claude-3-7-sonnet-20250219-v1:0', old),
  claude('haiku', '3.5', 'anthropic.claude-3-5-haiku-20241022-v1:0', old),
  claude('haiku', '3', 'anthropic.claude-3-haiku-20240307-v1:0', old),
  claude('opus', '3', 'anthropic.claude-3-opus-20240229-v1:0', old),
  claude('sonnet', '3', 'anthropic.claude-3-sonnet-20240229-v1:0', old),
  claude('opus', '4', 'anthropic.claude-opus-4-20250514-v1:0', old),
  claude('opus', '4.1', 'anthropic.claude-opus-4-1-20250805-v1:0', old),
  claude('opus', '4.5', 'anthropic.claude-opus-4-5-v1:0'),
  claude('opus', '4.6', 'anthropic.claude-opus-4-6-v1:0'),
  claude('opus', '4.7', 'anthropic.claude-opus-4-7-v1:0'),
  claude('opus', '4.8', 'anthropic.claude-opus-4-8-v1:0'),
  claude('opus', '5', 'anthropic.claude-opus-5'),
  claude('opus', '5.5', 'anthropic.claude-opus-5-5'),
  claude('sonnet', '4', 'anthropic.claude-sonnet-4-20250514-v1:0'),
  claude('sonnet', '4.5', 'anthropic.claude-sonnet-4-5-20250929-v1:0'),
  claude('sonnet', '4.6', 'anthropic.claude-sonnet-4-6-v1:0'),
  claude('sonnet', '5', 'anthropic.claude-sonnet-5-v1:0'),
  claude('haiku', '4.5', 'anthropic.claude-haiku-4-5-20251001-v1:0'),
  claude('fable', '5', 'anthropic.claude-fable-5-v1:0'),
  claude('fable', '5.1', 'anthropic.claude-fable-5-1-v1:0'),
  { plain: /^(?:amazon)?nova(?:20?lite|2lite)/, id: 'amazon.nova-2-lite-v1:0', routed: true },
  { plain: /^(?:amazon)?nova20?sonic/, id: 'amazon.nova-2-sonic-v1:0' },
  { plain: /^(?:amazon)?nova(lite)$/, id: 'amazon.nova-lite-v1:0' },
  { plain: /^(?:amazon)?nova(micro)$/, id: 'amazon.nova-micro-v1:0' },
  { plain: /^(?:amazon)?nova(premier)$/, id: 'amazon.nova-premier-v1:0' },
  { plain: /^(?:amazon)?nova(pro)$/, id: 'amazon.nova-pro-v1:0' },
  { plain: /^(?:amazon)?nova(sonic)$/, id: 'amazon.nova-sonic-v1:0' },
  { plain: /^(?:amazon)?titantextexpress/, id: 'amazon.titan-text-express-v1' },
  { plain: /^(?:amazon)?titantextlite/, id: 'amazon.titan-text-lite-v1' },
  { plain: /^(?:amazon)?titanembed(?:ding)?s?(?:g1)?text(?:v1)?$/, id: 'amazon.titan-embed-text-v1' },
  { plain: /^deepseekr1/, id: 'deepseek.r1-v1:0' },
  { plain: /^(?:openai)?gptoss120b/, id: 'openai.gpt-oss-120b-1:0' },
  { plain: /^(?:openai)?gptoss20b/, id: 'openai.gpt-oss-20b-1:0' },
  { plain: /^(?:openai)?gpt54$/, id: 'openai.gpt-5.4' },
  { plain: /^(?:openai)?gpt55$/, id: 'openai.gpt-5.5' },
  { plain: /^(?:openai)?gpt56luna$/, id: 'openai.gpt-5.6-luna', routed: true },
  { plain: /^(?:openai)?gpt56sol$/, id: 'openai.gpt-5.6-sol', routed: true },
  { plain: /^(?:openai)?gpt56terra$/, id: 'openai.gpt-5.6-terra', routed: true },
  { plain: /^(?:meta)?llama31(?:instruct)?70b/, id: 'meta.llama3-1-70b-instruct-v1:0' },
  { plain: /^(?:meta)?llama31(?:instruct)?8b/, id: 'meta.llama3-1-8b-instruct-v1:0' },
  { plain: /^(?:meta)?llama32(?:instruct)?11b/, id: 'meta.llama3-2-11b-instruct-v1:0' },
  { plain: /^(?:meta)?llama32(?:instruct)?90b/, id: 'meta.llama3-2-90b-instruct-v1:0' },
  { plain: /^(?:meta)?llama32(?:instruct)?1b/, id: 'meta.llama3-2-1b-instruct-v1:0' },
  { plain: /^(?:meta)?llama32(?:instruct)?3b/, id: 'meta.llama3-2-3b-instruct-v1:0' },
  { plain: /^(?:meta)?llama33(?:instruct)?70b/, id: 'meta.llama3-3-70b-instruct-v1:0' },
  { plain: /^(?:meta)?llama4maverick/, id: 'meta.llama4-maverick-17b-instruct-v1:0' },
  { plain: /^(?:meta)?llama4scout/, id: 'meta.llama4-scout-17b-instruct-v1:0' },
  { plain: /^(?:meta)?llama3(?:instruct)?70b/, id: 'meta.llama3-70b-instruct-v1:0' },
  { plain: /^(?:meta)?llama3(?:instruct)?8b/, id: 'meta.llama3-8b-instruct-v1:0' },
  { plain: /^(?:mistral)?mistrallarge2402/, id: 'mistral.mistral-large-2402-v1:0' },
  { plain: /^(?:mistral)?mistrallarge3/, id: 'mistral.mistral-large-3-675b-instruct' },
  { plain: /^(?:mistral)?mistralsmall/, id: 'mistral.mistral-small-2402-v1:0' },
  { plain: /^(?:mistral)?mistral7b/, id: 'mistral.mistral-7b-instruct-v0:2' },
  { plain: /^(?:mistral)?mixtral8x7b/, id: 'mistral.mixtral-8x7b-instruct-v0:1' },
  { plain: /^(?:mistral)?pixtrallarge/, id: 'mistral.pixtral-large-2502-v1:0' },
  { plain: /^(?:qwen)?qwen332b/, id: 'qwen.qwen3-32b-v1:0' },
  { plain: /^(?:qwen)?qwen3coder30b/, id: 'qwen.qwen3-coder-30b-a3b-v1:0' },
  { plain: /^(?:qwen)?qwen3coder480b/, id: 'qwen.qwen3-coder-480b-a35b-v1:0' },
  { plain: /^(?:writer)?palmyrax4/, id: 'writer.palmyra-x4-v1:0' },
  { plain: /^(?:writer)?palmyrax5/, id: 'writer.palmyra-x5-v1:0' },
];

/** Models that the price list has under `global.` and `regional.` beside those named `routed`. */
export function modelId(billName: string, global: boolean): string | undefined {
  const plain = billName
    .replace(/\(.*\)/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const known = MODELS.find((model) => model.plain.test(plain));
  if (known === undefined) return undefined;
  if (known.regionalOnly) return `regional.${known.id}`;
  return known.routed ? `${global ? 'global' : 'regional'}.${known.id}` : known.id;
}
