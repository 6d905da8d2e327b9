import { formatCountShort, formatDuration, formatShare } from '../../format/number.ts';
import { formatClock } from '../../format/time.ts';
import { Meter } from '../../ui/meter.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { type HealthSummary, headroom } from './prepare.ts';
import { stateHints, stateLabels, text } from './text.ts';

const TONES: Record<HealthSummary['state'], Tone> = {
  healthy: 'good',
  degraded: 'warn',
  cooling_down: 'warn',
  open: 'bad',
};
const LITTLE = 0.1;
const SOME = 0.25;

interface HealthProps {
  health: HealthSummary | undefined;
  zone: string;
}

export function StateCell({ health, zone }: HealthProps) {
  if (health === undefined) return <span className="text-ink-3">{text.noCalls}</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <Tag tone={TONES[health.state]} title={stateHints[health.state]}>
        {stateLabels[health.state]}
      </Tag>
      {health.until === undefined ? null : (
        <span className="text-xs whitespace-nowrap text-ink-3">
          {text.until(formatClock(health.until, zone))}
        </span>
      )}
      {health.troubled === undefined || health.troubled.length === 0 ? null : (
        <span className="text-xs text-warn" title={health.troubled.join(', ')}>
          {text.troubled(health.troubled.length)}
        </span>
      )}
    </span>
  );
}

export function TtftCell({ health }: Pick<HealthProps, 'health'>) {
  const show = (ms: number | undefined) => (ms === undefined ? text.none : formatDuration(ms));
  return (
    <span className="whitespace-nowrap" title={text.ttftTitle}>
      {show(health?.ttft_p50_ms)} <span className="text-ink-3">/</span> {show(health?.ttft_p95_ms)}
    </span>
  );
}

export function ErrorsCell({ health }: Pick<HealthProps, 'health'>) {
  if (health?.error_share === undefined) return <span className="text-ink-3">{text.none}</span>;
  return (
    <span title={text.basedOn(formatCountShort(health.calls))}>
      {formatShare(health.error_share.toFixed(4))}
    </span>
  );
}

/** Requests before tokens: both run out, and the bar shows the one that runs out first. */
export function HeadroomCell({ health, zone }: HealthProps) {
  const limit = health?.rate_limit;
  if (limit === undefined) return <span className="text-ink-3">{text.none}</span>;
  const line = (
    left: number | undefined,
    of: number | undefined,
    withLimit: (left: string, of: string) => string,
    without: (left: string) => string,
  ) => {
    if (left === undefined) return undefined;
    return of === undefined
      ? without(formatCountShort(left))
      : withLimit(formatCountShort(left), formatCountShort(of));
  };
  const lines = [
    line(limit.remaining_requests, limit.limit_requests, text.requests, text.requestsLeft),
    line(limit.remaining_tokens, limit.limit_tokens, text.tokens, text.tokensLeft),
    limit.resets_at === undefined ? undefined : text.resets(formatClock(limit.resets_at, zone)),
  ].filter((one) => one !== undefined);
  const share = headroom(limit);
  return (
    <span className="flex min-w-36 flex-col gap-1 text-xs text-ink-2">
      <span>{lines.join(' · ') || text.none}</span>
      <Meter value={share} tone={share < LITTLE ? 'bad' : share < SOME ? 'warn' : 'good'} />
    </span>
  );
}
