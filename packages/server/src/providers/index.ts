import { anthropic } from './anthropic/index.ts';
import type { ProviderAdapter, WireDialect } from './contract.ts';
import { converseAdapter } from './converse/index.ts';
import { gemini } from './gemini/index.ts';
import { openai } from './openai/index.ts';

export type {
  AnswerFacts,
  ByteTransform,
  DialectError,
  ListedModel,
  Operation,
  ProviderAdapter,
  RequestChanges,
  RequestFacts,
  RequestLine,
  StreamMeter,
  StreamMeterOptions,
  WireDialect,
} from './contract.ts';
export { tokensOfBytes } from './output-estimate.ts';

/** Every dialect clients speak to Weir: a new one is one folder and one line here. */
export const ADAPTERS: readonly ProviderAdapter[] = [openai, anthropic, gemini];

/** And those that only providers speak. */
const ALL: readonly ProviderAdapter[] = [...ADAPTERS, converseAdapter];

export function adapterOf(dialect: WireDialect): ProviderAdapter | undefined {
  return ALL.find((adapter) => adapter.dialect === dialect);
}
