export { type Applier, createApplier } from './apply.ts';
export { manifestTypes } from './kinds.ts';
