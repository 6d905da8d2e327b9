import { EventStream } from '../../event-stream.ts';
import { pause } from '../../http.ts';
import type { LatencyPlan } from '../../latency.ts';
import { headersOf } from '../../speech.ts';
import type { Turn } from '../../world.ts';
import { openedBody } from './body.ts';
import { responseEvents } from './events.ts';
import type { ComposedResponse } from './output.ts';

const FAILURE = 'The server had an error processing your request. Sorry about that! (sandbox fault)';

/** Sends the answer as typed events. There is no `[DONE]`: the last event ends it. */
export async function sendResponseStream(
  turn: Turn,
  composed: ComposedResponse,
  plan: LatencyPlan,
): Promise<void> {
  if (!(await pause(turn, plan.firstTokenMs))) return;
  const stream = new EventStream(turn, headersOf(turn), (sent) => failure(turn, composed, sent));
  let sequence = 0;
  for (const { type, fields, tokens } of responseEvents(composed, turn.directives)) {
    if (
      !(await stream.send(frame(type, { sequence_number: sequence, ...fields }), tokens * plan.msPerToken))
    ) {
      return;
    }
    sequence += 1;
  }
  stream.end();
}

function failure({ directives }: Turn, composed: ComposedResponse, sequence_number: number): string {
  if (directives.failedEvent !== true) {
    return frame('error', { sequence_number, code: 'server_error', message: FAILURE, param: null });
  }
  const error = { code: 'server_error', message: FAILURE };
  return frame('response.failed', {
    sequence_number,
    response: { ...openedBody(composed), status: 'failed', error },
  });
}

function frame(type: string, fields: Record<string, unknown>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
