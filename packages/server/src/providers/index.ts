import { anthropic } from './anthropic/index.ts';
import type { ProviderAdapter, WireDialect } from './contract.ts';
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

/** Every dialect Weir speaks: a new one is one folder and one line here. */
export const ADAPTERS: readonly ProviderAdapter[] = [openai, anthropic, gemini];

export function adapterOf(dialect: WireDialect): ProviderAdapter | undefined {
  return ADAPTERS.find((adapter) => adapter.dialect === dialect);
}
