export type { LatencyMode } from './latency.ts';
export type { KnownNames } from './models.ts';
export { createSandbox, type Sandbox } from './sandbox.ts';
export type { SandboxOptions } from './world.ts';
