import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { applyRules } from '../../api/attribution-queries.ts';
import { VALUE } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RunReport } from './RunReport.tsx';
import { claimText as text } from './text.ts';

interface RunDialogProps {
  /** All of them when absent. */
  rule?: string;
  onClose: () => void;
}

/** Tries rules out when it opens; proposes what they found when asked to. */
export default function RunDialog({ rule, onClose }: RunDialogProps) {
  const client = useQueryClient();
  const only = rule === undefined ? {} : { rule };
  const trial = useQuery({
    queryKey: [VALUE, 'attribution-trial', rule],
    queryFn: () => applyRules({ dry_run: true, ...only }),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const proposing = useMutation({
    mutationFn: () => applyRules({ dry_run: false, ...only }),
    onSuccess: () => client.invalidateQueries(),
  });
  const run = proposing.data ?? trial.data;
  const error = proposing.error ?? trial.error;
  return (
    <Dialog
      wide
      open
      onClose={onClose}
      title={rule === undefined ? text.movesAll : text.moves}
      description={rule}
    >
      <div className="flex flex-col gap-4">
        <div aria-live="polite">
          {run !== undefined ? (
            <RunReport run={run} isOfAll={rule === undefined} />
          ) : error === null ? (
            <SkeletonRows rows={3} />
          ) : null}
        </div>
        {error === null ? null : <Failure error={error} />}
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          {proposing.data !== undefined || run?.data.length === 0 ? (
            <Button onClick={onClose}>{text.close}</Button>
          ) : (
            <Button
              look="primary"
              onClick={() => proposing.mutate()}
              disabled={run === undefined || proposing.isPending}
            >
              {proposing.isPending ? text.proposing : text.propose}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
