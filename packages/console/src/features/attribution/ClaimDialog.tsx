import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { applyRules, attributionRulesQuery, createRule, removeRule } from '../../api/attribution-queries.ts';
import { faultOf } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { type Claim, ClaimForm } from './ClaimForm.tsx';
import { ruleIdOf, type Work } from './coverage.ts';
import { RunReport } from './RunReport.tsx';
import { claimText as text } from './text.ts';

interface ClaimDialogProps {
  /** Absent: a rule of one's own. */
  work?: Work;
  /** Begin of the period that is looked at. */
  since: string;
  onClose: () => void;
}

/** From a key that nobody claims to a proposal: the rule, what it would move, and the request to move it. */
export default function ClaimDialog({ work, since, onClose }: ClaimDialogProps) {
  const client = useQueryClient();
  const rules = useQuery(attributionRulesQuery()).data;
  const [rule, setRule] = useState<string>();
  const saving = useMutation({
    mutationFn: async (claim: Claim) => {
      const { id } = await createRule(claim);
      setRule(id);
      return applyRules({ dry_run: true, rule: id });
    },
    onSettled: () => client.invalidateQueries(),
  });
  const proposing = useMutation({
    mutationFn: (id: string) => applyRules({ dry_run: false, rule: id }),
    onSuccess: () => client.invalidateQueries(),
  });
  const discarding = useMutation({
    mutationFn: removeRule,
    onSuccess: () => {
      announce(text.discarded);
      void client.invalidateQueries();
      onClose();
    },
  });
  const run = proposing.data ?? saving.data;
  const error = proposing.error ?? discarding.error ?? saving.error;
  const taken = (rules ?? []).map(({ id }) => id);
  return (
    <Dialog wide open onClose={onClose} title={text.title} description={text.lead}>
      {rule === undefined ? (
        rules === undefined ? null : (
          <ClaimForm
            work={work}
            since={since}
            id={work === undefined ? '' : ruleIdOf(work, taken)}
            isBusy={saving.isPending}
            faultAt={(field) => faultOf(saving.error, field)}
            error={saving.error}
            onSave={(claim) => saving.mutate(claim)}
          />
        )
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-sm font-medium">{text.saved(rule)}</p>
          <div aria-live="polite">
            {run === undefined ? (
              <p className="text-sm text-ink-3">{text.saving}</p>
            ) : (
              <RunReport run={run} />
            )}
          </div>
          {proposing.data === undefined ? <p className="text-xs text-ink-3">{text.savedNote}</p> : null}
          {error === null ? null : <Failure error={error} />}
          <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap justify-end gap-2 border-t border-line bg-surface px-5 py-3">
            {proposing.data === undefined ? (
              <>
                <Button
                  look="danger"
                  onClick={() => discarding.mutate(rule)}
                  disabled={discarding.isPending || proposing.isPending}
                >
                  {text.discard}
                </Button>
                <Button
                  look="primary"
                  onClick={() => proposing.mutate(rule)}
                  disabled={run === undefined || run.data.length === 0 || proposing.isPending}
                >
                  {proposing.isPending ? text.proposing : text.propose}
                </Button>
              </>
            ) : (
              <Button onClick={onClose}>{text.close}</Button>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}
