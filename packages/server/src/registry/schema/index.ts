export * from './ownership.ts';
export * from './records.ts';
export * from './resources.ts';
