import type { Cell } from './charge-cells.ts';
import type { ChargesText } from './charges-text.ts';
import { packFurther } from './further.ts';
import { quoted } from './quoted.ts';
import type { BegunCall } from './records.ts';

/**
 * The begin record of calls that differ in no more than their id, time, size and charges: one key calling one model. The
 * text between these is made once; everything compared by `fits` stands in it.
 */
export class BeginTemplate {
  private readonly like: BegunCall;
  /** Between id and time, time and usage, reserved cost and charges, and behind the charges. */
  private readonly afterId: string;
  private readonly afterTime: string;
  private readonly afterReserved: string;
  private readonly afterCharges: string;

  constructor(call: BegunCall, instance: string) {
    this.like = call;
    const { source, dialect, operation, provider, model, key = null, attribution } = call;
    const requested = call.requested_model === model ? 0 : call.requested_model;
    this.afterId = inner([source, call.instance === instance ? 0 : call.instance, call.sandbox ? 1 : 0]);
    this.afterTime = inner([
      dialect,
      operation,
      call.stream ? 1 : 0,
      provider,
      requested,
      model,
      key,
      attribution,
      call.missing_tags,
    ]);
    this.afterReserved = inner([call.currency, call.priced ? 1 : 0, call.estimated ? 1 : 0]);
    this.afterCharges = `${JSON.stringify(call.tags)},${JSON.stringify(call.tag_sources)}`;
  }

  fits(call: BegunCall): boolean {
    const { like } = this;
    return (
      call.tags === like.tags &&
      call.tag_sources === like.tag_sources &&
      call.missing_tags === like.missing_tags &&
      call.provider === like.provider &&
      call.requested_model === like.requested_model &&
      call.model === like.model &&
      call.stream === like.stream &&
      call.dialect === like.dialect &&
      call.operation === like.operation &&
      call.attribution === like.attribution &&
      call.key === like.key &&
      call.source === like.source &&
      call.instance === like.instance &&
      call.sandbox === like.sandbox &&
      call.currency === like.currency &&
      call.priced === like.priced &&
      call.estimated === like.estimated
    );
  }

  fill(call: BegunCall, charges: ChargesText): string {
    const expected = charges.of(call.charges, call.currency);
    return `["b",${quoted(call.call_id)},${this.afterId},${quoted(call.started_at)},${this.afterTime},${JSON.stringify(call.usage)},${call.request_bytes},${quoted(call.reserved_cost)},${this.afterReserved},${expected},${this.afterCharges},${furtherText(call)}]`;
  }
}

function furtherText(call: BegunCall): string {
  const further = packFurther(call);
  return further === null ? 'null' : JSON.stringify(further);
}

/** The cells without the brackets around them. */
function inner(cells: readonly Cell[]): string {
  return JSON.stringify(cells).slice(1, -1);
}
