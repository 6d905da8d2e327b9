import { Link } from '@tanstack/react-router';
import type { CallFact } from '@weir/core/contract';
import { formatBytes, formatDuration } from '../../format/number.ts';
import { formatMomentLong } from '../../format/time.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { LINK_CLASS as LINK } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Detections } from './Detections.tsx';
import {
  attributionLabels,
  cacheHints,
  cacheLabels,
  callText,
  entryLabels,
  sourceLabels,
  text,
} from './text.ts';

const { facts } = callText;

/** Leaves out what this call has no value for. */
const when = (isKnown: boolean, name: string, value: Fact['value']): Fact[] =>
  isKnown ? [{ name, value }] : [];

function modelFacts(call: CallFact): Fact[] {
  return [
    { name: facts.provider, value: call.provider },
    { name: facts.model, value: call.model },
    ...when(call.requested_model !== call.model, facts.requested, call.requested_model),
    ...when(
      call.response_model !== undefined && call.response_model !== call.model,
      facts.answered,
      call.response_model,
    ),
  ];
}

/** What routing, cache and data rules did to it; nothing on calls without such rules. */
function policyFacts(call: CallFact): Fact[] {
  const { cache, parent_call: parent } = call;
  return [
    ...when(
      call.purpose !== undefined,
      facts.purpose,
      <span title={text.evaluationHint}>{text.evaluation}</span>,
    ),
    ...(parent === undefined
      ? []
      : [
          {
            name: facts.parent,
            value: (
              <Link to="/calls/$id" params={{ id: parent }} className={`${LINK} font-mono text-xs break-all`}>
                {parent}
              </Link>
            ),
          },
        ]),
    ...(cache === undefined
      ? []
      : [{ name: facts.cache, value: <span title={cacheHints[cache]}>{cacheLabels[cache]}</span> }]),
    ...(call.avoided_cost === undefined
      ? []
      : [{ name: facts.avoided, value: <Money amount={call.avoided_cost} currency={call.currency} /> }]),
    ...when(call.data_class !== undefined, facts.dataClass, call.data_class),
    ...when(call.region !== undefined, facts.region, call.region),
    ...when(call.detections !== undefined, facts.detections, <Detections call={call} />),
    ...when(
      call.trace_id !== undefined,
      facts.trace,
      <span className="font-mono text-xs break-all">{call.trace_id}</span>,
    ),
  ];
}

/** What an entry of the books is about; nothing on calls. */
function entryFacts({ entry }: CallFact, zone: string): Fact[] {
  if (entry === undefined) return [];
  const { corrects, proposal } = entry;
  return [
    { name: facts.entry, value: `${entryLabels[entry.kind]}: ${entry.reason}` },
    { name: facts.booked, value: formatMomentLong(entry.booked_at, zone) },
    { name: facts.entryCalls, value: entry.calls },
    ...(corrects === undefined
      ? []
      : [
          {
            name: facts.corrects,
            value: (
              <Link
                to="/calls/$id"
                params={{ id: corrects }}
                className={`${LINK} font-mono text-xs break-all`}
              >
                {corrects}
              </Link>
            ),
          },
        ]),
    ...when(proposal !== undefined, facts.proposal, <code className="text-xs break-all">{proposal}</code>),
    ...when(entry.source_line !== undefined, facts.sourceLine, entry.source_line),
    ...when(entry.invoice !== undefined, facts.invoice, entry.invoice),
  ];
}

function WorkloadLink({ id }: { id: string | undefined }) {
  if (id === undefined) return callText.none;
  return (
    <Link to="/workloads/$id" params={{ id }} className={LINK}>
      {id}
    </Link>
  );
}

function KeyLink({ id, workload }: { id: string; workload: string | undefined }) {
  return (
    <Link
      to="/keys"
      search={workload === undefined ? {} : { workload }}
      className={`${LINK} font-mono text-xs break-all`}
    >
      {id}
    </Link>
  );
}

export function CallFacts({ call, zone }: { call: CallFact; zone: string }) {
  const { workload } = call.tags;
  const items: Fact[] = [
    {
      name: facts.started,
      value: <span title={call.started_at}>{formatMomentLong(call.started_at, zone)}</span>,
    },
    { name: facts.duration, value: formatDuration(call.duration_ms) },
    { name: facts.ttft, value: call.ttft_ms === undefined ? callText.none : formatDuration(call.ttft_ms) },
    { name: facts.workload, value: <WorkloadLink id={workload} /> },
    ...entryFacts(call, zone),
    ...modelFacts(call),
    ...policyFacts(call),
    { name: facts.operation, value: call.operation },
    { name: facts.stream, value: call.stream ? callText.yes : callText.no },
    { name: facts.http, value: call.http_status },
    ...when(call.error_code !== undefined, facts.error, <code>{call.error_code}</code>),
    ...when(call.finish_reason !== undefined, facts.finish, call.finish_reason),
    { name: facts.attribution, value: attributionLabels[call.attribution] },
    ...when(call.missing_tags.length > 0, facts.missingTags, call.missing_tags.join(', ')),
    ...when(call.tool_calls > 0, facts.tools, `${call.tool_calls}: ${call.tool_names.join(', ')}`),
    {
      name: facts.bytes,
      value: `${formatBytes(call.request_bytes)} / ${formatBytes(call.response_bytes)}`,
    },
    { name: facts.source, value: sourceLabels[call.source] },
    { name: facts.reserved, value: <Money amount={call.reserved_cost} currency={call.currency} /> },
    ...(call.key === undefined
      ? []
      : [{ name: facts.key, value: <KeyLink id={call.key} workload={workload} /> }]),
    {
      name: facts.instance,
      value: <span className="font-mono text-xs break-all">{call.instance}</span>,
    },
  ];
  return <Facts items={items} />;
}
