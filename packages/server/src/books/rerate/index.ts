export type { RepriceDeps } from './reprice.ts';
export { type RerateDeps, rerate } from './rerate.ts';
