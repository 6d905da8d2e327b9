export { AGREEMENT_ORDER, type AgreementsResult, applyAgreements, covers } from './apply.ts';
export { AGREEMENT_FORMULAS, EXCHANGE_FORMULAS } from './formulas.ts';
export { selfHostedRate } from './self-hosted.ts';
export { chargesNeededSince } from './spans.ts';
export type {
  AgreedCharge,
  Agreement as PricingAgreement,
  AgreementCharge,
  AgreementContext,
  AgreementExtra,
  AgreementState,
  CountingPeriod,
  Crossing,
  CurvePoint,
  Span,
  SpanOf,
} from './types.ts';
