import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FailoverDrill } from '@weir/core/contract';
import { Zap } from 'lucide-react';
import { drill } from '../../api/gate-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { formatDuration } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Failure } from '../../ui/notice.tsx';
import { drillText as text } from './text.ts';

function Result({ result }: { result: FailoverDrill }) {
  const { ok, message, primary, answered_by: answered, duration_ms: took, call } = result;
  const facts = [
    [text.facts.primary, primary],
    [text.facts.answered, answered ?? text.nobody],
    [text.facts.took, formatDuration(took)],
  ] as const;
  return (
    <div
      className={cx(
        'w-full rounded-md border px-4 py-3 text-sm',
        ok ? 'border-good bg-good-weak' : 'border-bad bg-bad-weak',
      )}
    >
      <p className="font-medium">{ok ? text.passed : text.failed}</p>
      <p className="mt-0.5 break-words">{message}</p>
      <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-xs">
        {facts.map(([name, value]) => (
          <div key={name} className="flex gap-1.5">
            <dt className="text-ink-2">{name}</dt>
            <dd className="font-medium break-all">{value}</dd>
          </div>
        ))}
        {call === undefined ? null : (
          <div>
            <dt className="sr-only">{text.call}</dt>
            <dd>
              <Link to="/calls/$id" params={{ id: call }} className={LINK_CLASS}>
                {text.call}
              </Link>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

/** Tries the fallback for real, and tells who answered. */
export function Drill({ workload }: { workload: string }) {
  const client = useQueryClient();
  const running = useMutation({
    mutationFn: () => drill(workload),
    onSuccess: () => client.invalidateQueries({ queryKey: [REGISTRY] }),
  });
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="sm" onClick={() => running.mutate()} disabled={running.isPending}>
          <Zap aria-hidden />
          {running.isPending ? text.running : text.run}
        </Button>
        <span className="text-xs text-ink-3">{text.lead}</span>
      </div>
      <div aria-live="polite" className="contents">
        {running.data === undefined ? null : <Result result={running.data} />}
      </div>
      {running.error === null ? null : <Failure error={running.error} />}
    </>
  );
}
