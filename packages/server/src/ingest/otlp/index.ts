export type { Sender } from './attribution.ts';
export { answerOf, encodingOf, faultAnswer, type OtlpAnswer, type OtlpEncoding, readSpans } from './http.ts';
export { type Received, TraceReceiver, type TraceReceiverDeps } from './receiver.ts';
