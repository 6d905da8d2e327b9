export * from './api.ts';
export * from './call.ts';
export * from './costs.ts';
export * from './lists.ts';
export * from './price-view.ts';
export * from './prices.ts';
export * from './registry.ts';
export * from './vocabulary.ts';
