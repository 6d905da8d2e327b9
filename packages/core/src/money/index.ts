export { allocate } from './allocate.ts';
export { Decimal, MONEY_SCALE } from './decimal.ts';
