export * from './alerts.ts';
export * from './limits.ts';
export * from './ownership.ts';
export * from './records.ts';
export * from './resources.ts';
