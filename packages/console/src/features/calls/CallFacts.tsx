import { Link } from '@tanstack/react-router';
import type { CallFact } from '@weir/core/contract';
import { formatBytes, formatDuration } from '../../format/number.ts';
import { formatMomentLong } from '../../format/time.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { attributionLabels, callText, sourceLabels } from './text.ts';

const { facts } = callText;
const LINK = 'text-accent-strong underline-offset-4 hover:underline';

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
    ...modelFacts(call),
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
