import type { CallSummary } from '@weir/core/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { cacheHints, entryLabels, statusHints, statusLabels, text } from './text.ts';

const TONES: Record<CallSummary['status'], Tone> = {
  ok: 'good',
  client_aborted: 'warn',
  upstream_error: 'bad',
  refused: 'neutral',
  lost: 'bad',
};

/** The usual case is written quietly, so that the others stand out. */
export function StatusTag({ status }: Pick<CallSummary, 'status'>) {
  if (status === 'ok') {
    return (
      <span className="inline-flex items-center gap-1.5 text-ink-2" title={statusHints.ok}>
        <span aria-hidden className="size-1.5 rounded-full bg-good" />
        {statusLabels.ok}
      </span>
    );
  }
  return (
    <Tag tone={TONES[status]} title={statusHints[status]}>
      {statusLabels[status]}
    </Tag>
  );
}

type Flagged = Pick<
  CallSummary,
  'sandbox' | 'estimated' | 'priced' | 'attribution' | 'status' | 'cache' | 'purpose' | 'entry' | 'class'
>;

/** What must be known before the cost of a call is believed. */
export function FlagTags({ call }: { call: Flagged }) {
  return (
    <>
      {call.estimated ? <Tag tone="warn">{text.estimated}</Tag> : null}
      {call.priced || call.status === 'refused' ? null : <Tag tone="warn">{text.unpriced}</Tag>}
      {call.attribution === 'quarantined' ? <Tag tone="warn">{text.unattributed}</Tag> : null}
      {call.cache === 'hit' ? (
        <Tag tone="accent" title={cacheHints.hit}>
          {text.cacheHit}
        </Tag>
      ) : null}
      {call.purpose === 'evaluation' ? (
        <Tag tone="accent" title={text.evaluationHint}>
          {text.evaluation}
        </Tag>
      ) : null}
      {call.entry === undefined ? null : (
        <Tag tone="accent" title={call.entry.reason}>
          {entryLabels[call.entry.kind]}
        </Tag>
      )}
      {call.class === 'correction' ? (
        <Tag tone="warn" title={text.correctionHint}>
          {text.correction}
        </Tag>
      ) : null}
      {call.sandbox ? <Tag>{text.sandbox}</Tag> : null}
    </>
  );
}
