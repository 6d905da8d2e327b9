export type { UpstreamHandler, UpstreamRequest } from './contract.ts';
export { ConnectionClosed, MalformedAnswer } from './malformed.ts';
export { OriginPool } from './origin-pool.ts';
