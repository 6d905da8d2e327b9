import type { ReactNode } from 'react';
import { ApiFailure } from '../api/failure.ts';
import { Failure } from './notice.tsx';
import { Panel } from './panel.tsx';
import { SkeletonRows } from './skeleton.tsx';

interface AnswerProps<Data> {
  /** What `useQuery` gave. */
  query: { data: Data | undefined; error: unknown; refetch: () => unknown };
  /** Holds the place while it loads; rows of a table when absent. */
  waiting?: ReactNode;
  /** Shown when there is nothing, and when this Weir has no such part. */
  teach: ReactNode;
  isEmpty?: (data: Data) => boolean;
  children: (data: Data) => ReactNode;
}

const isAbsent = (error: unknown) => error instanceof ApiFailure && error.isAbsent;

/** The four states of what is asked for: loading, failed, nothing there, there. */
export function Answer<Data>({ query, waiting, teach, isEmpty, children }: AnswerProps<Data>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return isEmpty?.(data) === true ? <Panel>{teach}</Panel> : children(data);
  if (isAbsent(error)) return <Panel>{teach}</Panel>;
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    waiting ?? (
      <Panel flush>
        <SkeletonRows rows={8} />
      </Panel>
    )
  );
}
