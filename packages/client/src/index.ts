export type { Flushed } from './delivery.ts';
export { DeliveryError, type DeliveryReason } from './errors.ts';
export type { Fetch, OutcomesOptions, WeirOptions } from './options.ts';
export type { OutcomeDetails, OutcomeSubject } from './outcome.ts';
export { type Tags, tagHeaders } from './tags.ts';
export { Task, type TaskOptions } from './task.ts';
export { createWeir, type Weir } from './weir.ts';
