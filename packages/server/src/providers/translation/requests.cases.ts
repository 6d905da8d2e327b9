import type { WireDialect } from '../contract.ts';
import type { TranslationTarget } from './contract.ts';
import type { ClientOperation } from './testing.ts';

/** A request and what the provider is to be asked, restated by hand. */
export interface Pair {
  readonly name: string;
  readonly from: ClientOperation;
  readonly to: WireDialect;
  readonly body: object;
  readonly target?: Partial<TranslationTarget>;
  readonly asked: object;
}
export const PNG = 'iVBORw0KGgo=';
export const WEATHER = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
export const CHAT_TOOL = {
  type: 'function',
  function: { name: 'get_weather', description: 'Weather', parameters: WEATHER },
};
export const SAY = [{ role: 'user', content: 'Hi' }];
