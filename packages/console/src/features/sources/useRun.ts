import { useQueryClient } from '@tanstack/react-query';
import type { SourceRun, SourceRunEvent } from '@weir/core/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { BOOKS } from '../../api/books-queries.ts';
import { LEDGER, REGISTRY } from '../../api/queries.ts';

type Progress = Extract<SourceRunEvent, { type: 'progress' }>;
type Events = AsyncGenerator<Exclude<SourceRunEvent, { type: 'error' }>, void>;

export type RunState =
  | { at: 'none' }
  | { at: 'running'; progress: Progress | undefined }
  | { at: 'done'; run: SourceRun }
  | { at: 'stopped' }
  | { at: 'failed'; error: unknown };

export interface Running {
  state: RunState;
  start(events: (signal: AbortSignal) => Events): void;
  stop(): void;
  clear(): void;
}

/** Follows one run while it goes on. Leaving the page stops it, as it does over the API. */
export function useRun(): Running {
  const client = useQueryClient();
  const [state, setState] = useState<RunState>({ at: 'none' });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const start = useCallback(
    (events: (signal: AbortSignal) => Events) => {
      abort.current?.abort();
      const control = new AbortController();
      abort.current = control;
      setState({ at: 'running', progress: undefined });
      const follow = async () => {
        try {
          for await (const event of events(control.signal)) {
            if (event.type === 'progress') setState({ at: 'running', progress: event });
            else setState({ at: 'done', run: event.run });
          }
        } catch (error) {
          if (abort.current === control) {
            setState(control.signal.aborted ? { at: 'stopped' } : { at: 'failed', error });
          }
        }
        for (const key of [REGISTRY, LEDGER, BOOKS]) void client.invalidateQueries({ queryKey: [key] });
      };
      void follow();
    },
    [client],
  );
  return {
    state,
    start,
    stop: () => abort.current?.abort(),
    clear: () => setState({ at: 'none' }),
  };
}
