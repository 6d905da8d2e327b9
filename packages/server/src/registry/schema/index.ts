export * from './ownership.ts';
export * from './records.ts';
