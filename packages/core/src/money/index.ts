export { Decimal, MONEY_SCALE } from './decimal.ts';
