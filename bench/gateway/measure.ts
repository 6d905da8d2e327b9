import { type Paced, pace } from './paced.ts';
import { requestBody } from './payloads.ts';
import { cpuMs, rssMb } from './processes.ts';
import type { Variant } from './variants.ts';
import { type Saturation, saturate } from './wrk.ts';

export interface Plan {
  rounds: number;
  saturateSeconds: number;
  pacedSeconds: number;
  pacedPerSecond: number;
  streamSeconds: number;
  streamsPerSecond: number;
}

/** What one variant did in one round. CPU in milliseconds per 1,000 calls or streams. */
export interface Round {
  unary: Saturation & Cpu;
  paced: Paced;
  streams: Paced & Cpu;
  rssMb: number;
  besideRssMb: number;
}

interface Cpu {
  cpu: number;
  besideCpu: number;
}

export async function measure(variant: Variant, plan: Plan, dir: string): Promise<Round> {
  const unaryBody = requestBody(false);
  const unary = await withCpu(variant, () => saturate(dir, variant.unary, unaryBody, plan.saturateSeconds));
  const rss = variant.proxy.length === 0 ? 0 : rssMb(variant.proxy);
  const paced = await pace(variant.unary, unaryBody, plan.pacedPerSecond, plan.pacedSeconds, '}');
  const streams = await withCpu(variant, () =>
    pace(variant.stream, requestBody(true), plan.streamsPerSecond, plan.streamSeconds, 'data: [DONE]'),
  );
  return { unary, paced, streams, rssMb: rss, besideRssMb: rssMb(variant.beside) };
}

async function withCpu<T extends { calls: number }>(
  variant: Variant,
  load: () => Promise<T>,
): Promise<T & Cpu> {
  const before = cpuMs(variant.proxy);
  const besideBefore = cpuMs(variant.beside);
  const result = await load();
  const per = 1_000 / result.calls;
  return {
    ...result,
    cpu: (cpuMs(variant.proxy) - before) * per,
    besideCpu: (cpuMs(variant.beside) - besideBefore) * per,
  };
}
