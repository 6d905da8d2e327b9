export type { LatencyMode } from './latency.ts';
export { SANDBOX_MODELS } from './models.ts';
export { createSandbox } from './sandbox.ts';
export type { SandboxOptions } from './world.ts';
