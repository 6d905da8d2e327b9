export * from './alerts.ts';
export * from './books.ts';
export * from './limits.ts';
export * from './ownership.ts';
export * from './records.ts';
export * from './resources.ts';
export * from './value.ts';
