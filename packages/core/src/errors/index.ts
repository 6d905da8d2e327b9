export * from './codes.ts';
export * from './weir-error.ts';
