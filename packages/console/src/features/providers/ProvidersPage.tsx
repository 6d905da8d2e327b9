import { useQuery } from '@tanstack/react-query';
import { providersQuery } from '../../api/gateway-queries.ts';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { MissingProviders } from './MissingProviders.tsx';
import { ProviderTable } from './ProviderTable.tsx';
import { inOrder } from './prepare.ts';
import { text } from './text.ts';

export default function ProvidersPage() {
  const { data, error, refetch } = useQuery(providersQuery());
  const configured = inOrder(data?.data.filter((one) => one.configured) ?? []);
  const missing = inOrder(data?.data.filter((one) => !one.configured) ?? []);
  return (
    <Page title={text.title} lead={text.lead}>
      <div className="flex flex-col gap-5">
        {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
        {data?.trial === true ? (
          <p className="rounded-lg bg-warn-weak px-4 py-3 text-sm text-warn">{text.trial}</p>
        ) : null}
        {data === undefined ? (
          error === null && (
            <Panel flush>
              <SkeletonRows rows={4} />
            </Panel>
          )
        ) : (
          <>
            <Panel title={text.configured} flush>
              {configured.length === 0 ? (
                <Empty title={text.empty}>{text.emptyHint}</Empty>
              ) : (
                <ProviderTable providers={configured} />
              )}
            </Panel>
            {missing.length === 0 ? null : (
              <Panel title={text.others} note={text.othersNote} flush>
                <MissingProviders providers={missing} />
              </Panel>
            )}
          </>
        )}
      </div>
    </Page>
  );
}
