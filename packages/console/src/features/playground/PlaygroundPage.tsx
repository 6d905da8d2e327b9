import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { PlaygroundRequest } from '@weir/core/contract';
import { useCallback, useState } from 'react';
import { sendPlayground } from '../../api/gateway-mutations.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Answer } from './Answer.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { remember, type Sent, useHistory } from './history.ts';
import { Outcome } from './Outcome.tsx';
import { RequestForm } from './RequestForm.tsx';
import { text } from './text.ts';
import { type Fault, useRequest } from './useRequest.ts';

const route = getRouteApi('/shell/playground');

function useSend(onSent: (id: number) => void) {
  return useMutation({
    mutationFn: async (request: PlaygroundRequest) => {
      const began = performance.now();
      const at = new Date().toISOString();
      const answer = await sendPlayground(request);
      return remember({ at, request, answer, ms: performance.now() - began });
    },
    onSuccess: onSent,
  });
}

export default function PlaygroundPage() {
  const state = useRequest(route.useSearch());
  const history = useHistory();
  const [shownId, setShownId] = useState<number>();
  const [fault, setFault] = useState<Fault>();
  const send = useSend(setShownId);
  const submit = () => {
    if (send.isPending) return;
    const checked = state.check();
    const isFault = 'field' in checked;
    setFault(isFault ? checked : undefined);
    if (!isFault) send.mutate(checked);
  };
  const shown = history.find(({ id }) => id === shownId) ?? history[0];
  const { show } = state;
  const reopen = useCallback(
    (one: Sent) => {
      setShownId(one.id);
      show(one);
    },
    [show],
  );
  if (state.workloads?.length === 0) {
    return (
      <Page title={text.title} lead={text.lead}>
        <Panel>
          <Empty
            title={text.noWorkloads}
            action={<LinkButton to="/workloads">{text.toWorkloads}</LinkButton>}
          >
            {text.noWorkloadsHint}
          </Empty>
        </Panel>
      </Page>
    );
  }
  return (
    <Page title={text.title} lead={text.lead}>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <Panel className="pt-4">
          <RequestForm state={state} fault={fault} busy={send.isPending} onSend={submit} />
        </Panel>
        <div className="flex min-w-0 flex-col gap-5">
          {send.error === null ? null : <Failure error={send.error} />}
          {send.isPending ? (
            <Panel title={text.answer} flush>
              <SkeletonRows rows={3} columns={3} />
            </Panel>
          ) : shown === undefined ? (
            <Panel>
              <Empty title={text.idle}>{text.idleHint}</Empty>
            </Panel>
          ) : (
            <>
              <Answer sent={shown} />
              <Outcome callId={shown.answer.call_id} />
            </>
          )}
          {history.length === 0 ? null : <HistoryPanel sent={history} shown={shown?.id} onShow={reopen} />}
        </div>
      </div>
    </Page>
  );
}
