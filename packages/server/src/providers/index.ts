import type { Dialect } from '@weir/core/contract';
import { anthropic } from './anthropic/index.ts';
import type { ProviderAdapter } from './contract.ts';
import { openai } from './openai/index.ts';

export type {
  AnswerFacts,
  ByteTransform,
  DialectError,
  ListedModel,
  Operation,
  ProviderAdapter,
  RequestFacts,
  RequestLine,
  StreamMeter,
  WireDialect,
} from './contract.ts';
export { tokensOfBytes } from './output-estimate.ts';

/** Every dialect Weir speaks: a new one is one folder and one line here. */
export const ADAPTERS: readonly ProviderAdapter[] = [openai, anthropic];

export function adapterOf(dialect: Dialect): ProviderAdapter | undefined {
  return ADAPTERS.find((adapter) => adapter.dialect === dialect);
}
