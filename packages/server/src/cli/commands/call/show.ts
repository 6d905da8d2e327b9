import { type AttemptFact, type CallFact, type ChargeFact, callFact } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact, formatMilliseconds } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps } from '../../ports.ts';
import { printDecision } from '../route/decision.ts';

export const callShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show one call: timing, route, attempts, tags and where they came from, charges',
    description:
      'Show all that is known of one call: which rules chose the model and what the others would have cost, every attempt\n' +
      'and why there was a further one, what the cache did, what detectors found, whose call it was, what was charged.',
    examples: [['weir call show 0199c1d2-7d3a-7c11-9b2f-0d4c5a6b7e8f', 'ids are in `weir call list`']],
    define: (command) => command.argument('<id>', 'call to show'),
    async run({ out, api }, _options, id = '') {
      const call = await (await api()).get(`/calls/${segment(id)}`, callFact);
      if (out.json) return out.data(call);
      printFacts(out, call);
      printRouting(out, call);
      printAttempts(out, call);
      printTags(out, call);
      printCharges(out, call);
    },
  });

function printFacts(out: Output, call: CallFact): void {
  const outcome = [call.status, String(call.http_status), call.error_code, call.finish_reason];
  const marks = [
    call.sandbox ? 'answered by the sandbox: not real spend' : undefined,
    call.estimated ? 'estimated' : undefined,
    call.priced ? undefined : 'price unknown, fallback used',
  ];
  out.fields([
    ['call', out.style('bold', call.call_id)],
    ['started', call.started_at],
    ['took', took(call)],
    ['outcome', present(outcome).join(', ')],
    ['operation', `${call.dialect} ${call.operation}${call.stream ? ', streamed' : ''}`],
    ['provider', call.provider],
    ['model', modelText(call)],
    ['key', call.key],
    ['attribution', attributionText(call)],
    ['bytes', `${formatCount(call.request_bytes)} sent, ${formatCount(call.response_bytes)} received`],
    ['tools called', call.tool_calls === 0 ? undefined : `${call.tool_calls}: ${call.tool_names.join(', ')}`],
    ['source', `${call.source}, ${call.instance}`],
    [
      'purpose',
      call.purpose === undefined ? undefined : 'evaluation: a copy to compare, nobody saw the answer',
    ],
    ['belongs to', call.parent_call],
    ['cache', cacheText(call)],
    ['data class', call.data_class],
    ['found', detectionsText(call)],
    ['trace', call.trace_id],
    ['marks', present(marks).join('; ') || undefined],
  ]);
}

function printRouting(out: Output, { routing }: CallFact): void {
  if (routing === undefined) return;
  heading(out, 'Routing');
  printDecision(out, routing);
}

function printAttempts(out: Output, call: CallFact): void {
  if (call.attempts.length === 0) return;
  heading(out, 'Attempts');
  out.table<AttemptFact>(
    [
      { title: '#', value: (row) => String(row.attempt), align: 'right' },
      { title: 'PROVIDER', value: (row) => row.provider },
      { title: 'MODEL', value: (row) => row.model },
      { title: 'STARTED', value: (row) => row.started_at },
      { title: 'FIRST BYTE', value: (row) => optionalMs(row.first_byte_ms), align: 'right' },
      { title: 'TOOK', value: (row) => formatMilliseconds(row.duration_ms), align: 'right' },
      { title: 'RESULT', value: (row) => present([row.http_status?.toString(), row.error_code]).join(' ') },
      ...(call.attempts.some((row) => row.superseded_by !== undefined)
        ? [
            {
              title: 'THEN',
              value: (row: AttemptFact) => row.superseded_by?.replace(':', ': ') ?? 'answered',
            },
          ]
        : []),
      { title: 'REQUEST ID', value: (row) => row.upstream_request_id ?? '' },
    ],
    call.attempts,
  );
}

function printTags(out: Output, call: CallFact): void {
  heading(out, 'Tags');
  out.table(
    [
      { title: 'TAG', value: ([name]) => name },
      { title: 'VALUE', value: ([, value]) => value },
      { title: 'FROM', value: ([name]) => call.tag_sources[name] ?? '' },
    ],
    Object.entries(call.tags),
  );
}

function printCharges(out: Output, call: CallFact): void {
  heading(out, 'Charges');
  if (call.charges.length === 0) {
    out.line('none');
    return;
  }
  const severalAttempts = call.charges.some((charge) => charge.attempt > 1);
  out.table<ChargeFact>(
    [
      ...(severalAttempts
        ? [{ title: '#', value: (row: ChargeFact) => String(row.attempt), align: 'right' as const }]
        : []),
      { title: 'UNIT', value: (row) => row.unit },
      { title: 'QUANTITY', value: (row) => formatCount(row.quantity), align: 'right' },
      { title: 'x PRICE', value: (row) => formatExact(row.contracted_unit_price), align: 'right' },
      { title: '/ PER', value: (row) => formatCount(row.per), align: 'right' },
      {
        title: `= AMOUNT (${call.currency})`,
        value: (row) => formatExact(row.effective_cost),
        align: 'right',
      },
      { title: 'PRICE REFERENCE', value: (row) => row.price_ref },
      { title: '', value: chargeFlags },
    ],
    call.charges,
  );
  out.line();
  out.fields([
    ['cost', out.style('bold', `${formatExact(call.cost)} ${call.currency}`)],
    ['reserved', `${formatExact(call.reserved_cost)} ${call.currency}`],
  ]);
}

function heading(out: Output, text: string): void {
  out.line();
  out.line(out.style('bold', text));
}

function took(call: CallFact): string {
  const first = call.ttft_ms === undefined ? '' : `, first byte after ${formatMilliseconds(call.ttft_ms)}`;
  return `${formatMilliseconds(call.duration_ms)}${first}`;
}

function modelText(call: CallFact): string {
  const asked = call.requested_model === call.model ? '' : `, asked for ${call.requested_model}`;
  const said =
    call.response_model === undefined || call.response_model === call.model
      ? ''
      : `, provider says ${call.response_model}`;
  return `${call.model}${asked}${said}`;
}

function cacheText({ cache, avoided_cost: avoided, currency }: CallFact): string | undefined {
  return avoided === undefined ? cache : `${cache}, ${formatExact(avoided)} ${currency} avoided`;
}

function detectionsText({ detections, detection_action: action }: CallFact): string | undefined {
  if (detections === undefined) return undefined;
  const found = Object.entries(detections).map(([name, count]) => `${count} ${name.replaceAll('_', ' ')}`);
  return `${found.join(', ')}${action === undefined ? '' : `; strictest action: ${action}`}`;
}

function attributionText(call: CallFact): string {
  return call.missing_tags.length === 0
    ? call.attribution
    : `${call.attribution}, missing ${call.missing_tags.join(', ')}`;
}

function chargeFlags(charge: ChargeFact): string {
  const estimate = charge.estimated ? `estimated: ${charge.estimate_reason ?? 'unknown'}` : undefined;
  return present([estimate, charge.priced ? undefined : 'unpriced']).join(' ');
}

function optionalMs(ms: number | undefined): string {
  return ms === undefined ? '-' : formatMilliseconds(ms);
}

function present(values: readonly (string | undefined)[]): string[] {
  return values.filter((value): value is string => value !== undefined && value !== '');
}
