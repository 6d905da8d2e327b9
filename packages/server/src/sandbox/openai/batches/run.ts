import { askInside, type InsideAnswer } from '../../inside.ts';
import type { Exchange } from '../../world.ts';
import { storeFile } from '../files.ts';
import type { Batch, BatchStatus } from './batch.ts';
import type { BatchLine } from './lines.ts';
import { sumUsage } from './usage.ts';

/** Each look at a batch moves it one step: no timers, so that tests see every status. */
export async function advance(exchange: Exchange, batch: Batch): Promise<void> {
  switch (batch.status) {
    case 'validating':
      reach(exchange, batch, batch.problems.length > 0 ? 'failed' : 'in_progress');
      return;
    case 'in_progress':
      batch.pollsLeft -= 1;
      if (batch.pollsLeft > 0) return;
      reach(exchange, batch, 'finalizing');
      await runLines(exchange, batch);
      return;
    case 'finalizing':
      reach(exchange, batch, 'completed');
      return;
    case 'cancelling':
      reach(exchange, batch, 'cancelled');
      return;
    default:
      return;
  }
}

export function reach({ world }: Exchange, batch: Batch, status: BatchStatus): void {
  batch.status = status;
  batch.reached[status] = Math.floor(world.clock.now() / 1_000);
}

async function runLines(exchange: Exchange, batch: Batch): Promise<void> {
  const good: string[] = [];
  const bad: string[] = [];
  const bodies: unknown[] = [];
  for (const line of batch.lines) {
    const answer = await askInside(exchange, line.url, line.body);
    const result = JSON.stringify(resultOf(exchange, line, answer));
    if (answer.status === 200) {
      good.push(result);
      bodies.push(answer.body);
    } else bad.push(result);
  }
  batch.completed = good.length;
  batch.failed = bad.length;
  batch.usage = sumUsage(bodies);
  if (good.length > 0) batch.outputFileId = storeResults(exchange, `${batch.id}_output.jsonl`, good);
  if (bad.length > 0) batch.errorFileId = storeResults(exchange, `${batch.id}_error.jsonl`, bad);
}

function resultOf({ world }: Exchange, { customId }: BatchLine, answer: InsideAnswer): unknown {
  return {
    id: `batch_req_sandbox_${world.nextId(20)}`,
    custom_id: customId,
    response: { status_code: answer.status, request_id: answer.requestId, body: answer.body },
    error: null,
  };
}

function storeResults(exchange: Exchange, filename: string, lines: readonly string[]): string {
  const content = Buffer.from(`${lines.join('\n')}\n`);
  return storeFile(exchange, { filename, purpose: 'batch_output', content }).id;
}
