export {
  type ProviderLimitAsk,
  type ProviderLimitReport,
  ProviderLimits,
  type ProviderLimitVerdict,
} from './provider-limits.ts';
export { refusedBy, type TurnOptions, turnAt, turnOf } from './turn.ts';
