export { type LimitFigures, SliceAuthority } from './authority.ts';
export { RateBoard, type RateStatus } from './board.ts';
export type { RateAuthority, RateReport, SliceAnswers, SliceAsk } from './port.ts';
export { createRates, type GatewayRates } from './rates.ts';
