import type { SourceRun } from '@weir/core/contract';
import { LoaderCircle, X } from 'lucide-react';
import { formatCount } from '../../format/number.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { RunTag } from './tags.tsx';
import { runText as text } from './text.ts';
import type { Running } from './useRun.ts';

function Result({ run }: { run: SourceRun }) {
  const { added, revised, unchanged, quarantined, warnings, error } = run;
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <RunTag run={run} />
        <span className="tabular">
          {text.result(formatCount(added), formatCount(revised), formatCount(unchanged))}
        </span>
        {quarantined === 0 ? null : (
          <span className="tabular text-warn">{text.bad(formatCount(quarantined))}</span>
        )}
      </p>
      {error === undefined ? null : <p className="mt-2 text-sm break-words text-bad">{error}</p>}
      {warnings.length === 0 ? null : (
        <ul className="mt-2 list-disc pl-5 text-sm text-ink-2">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The run somebody has just started, line by line as it goes, and what came of it. */
export function RunProgress({ running }: { running: Running }) {
  const { state } = running;
  if (state.at === 'none') return null;
  if (state.at === 'failed') return <Failure error={state.error} onRetry={running.clear} />;
  return (
    <section
      aria-label={text.title}
      aria-live="polite"
      className="flex items-start gap-3 rounded-lg border border-line bg-surface p-4"
    >
      {state.at === 'done' ? <Result run={state.run} /> : null}
      {state.at === 'stopped' ? <p className="text-sm">{text.stopped}</p> : null}
      {state.at === 'running' ? (
        <>
          <LoaderCircle aria-hidden className="mt-0.5 size-4 shrink-0 animate-spin text-accent" />
          <div className="min-w-0">
            <p className="text-sm break-words">
              {text.running(state.progress?.place)}
              {state.progress === undefined ? null : (
                <span className="tabular ml-2 text-ink-2">
                  {text.read(formatCount(state.progress.read))}
                  {state.progress.quarantined === 0
                    ? ''
                    : `, ${text.bad(formatCount(state.progress.quarantined))}`}
                </span>
              )}
            </p>
            <p className="text-xs text-ink-3">{text.stays}</p>
          </div>
          <Button size="sm" className="ml-auto" onClick={running.stop}>
            {text.stop}
          </Button>
        </>
      ) : (
        <IconButton label={text.close} className="-mt-1.5 -mr-1.5 ml-auto" onClick={running.clear}>
          <X aria-hidden />
        </IconButton>
      )}
    </section>
  );
}
