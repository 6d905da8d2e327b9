import { Link } from '@tanstack/react-router';
import type { Provider } from '@weir/core/contract';
import { Boxes, HeartPulse } from 'lucide-react';
import { useMemo, useState } from 'react';
import { buttonClass, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useZone } from '../scope/useZone.ts';
import { ErrorsCell, HeadroomCell, StateCell, TtftCell } from './HealthCells.tsx';
import { HealthTable } from './HealthTable.tsx';
import { wholeOf } from './prepare.ts';
import { text } from './text.ts';

const placeOf = ({ platform, region }: Provider) =>
  region === undefined ? platform : `${platform} · ${region}`;

/** Providers that can be called, with how they do now. */
export function ProviderTable({ providers }: { providers: readonly Provider[] }) {
  const zone = useZone();
  const [shown, setShown] = useState<string>();
  const columns = useMemo(
    (): Column<Provider>[] => [
      {
        id: 'provider',
        header: text.provider,
        cell: (provider) => (
          <>
            <span className="flex flex-wrap items-center gap-2">
              <span className="font-medium" title={provider.base_url}>
                {provider.id}
              </span>
              {provider.sandbox ? <Tag>{text.sandbox}</Tag> : null}
            </span>
            <span className="block text-xs text-ink-3">
              {provider.dialect} · {placeOf(provider)}
            </span>
          </>
        ),
      },
      { id: 'state', header: text.state, cell: (one) => <StateCell health={wholeOf(one)} zone={zone} /> },
      {
        id: 'ttft',
        header: text.ttft,
        align: 'end',
        from: 'md',
        cell: (one) => <TtftCell health={wholeOf(one)} />,
      },
      {
        id: 'errors',
        header: text.errors,
        align: 'end',
        from: 'sm',
        cell: (one) => <ErrorsCell health={wholeOf(one)} />,
      },
      {
        id: 'limit',
        header: text.headroom,
        from: 'lg',
        className: 'pl-8',
        cell: (one) => <HeadroomCell health={wholeOf(one)} zone={zone} />,
      },
      {
        id: 'actions',
        header: text.more,
        align: 'end',
        cell: (one) => (
          <span className="inline-flex">
            <IconButton
              label={text.details(one.id)}
              disabled={one.health.length === 0}
              onClick={() => setShown(one.id)}
            >
              <HeartPulse aria-hidden />
            </IconButton>
            <Link
              to="/models"
              search={{ provider: one.price_provider }}
              aria-label={text.showModels(one.id)}
              title={text.showModels(one.id)}
              className={buttonClass('quiet', 'icon')}
            >
              <Boxes aria-hidden />
            </Link>
          </span>
        ),
      },
    ],
    [zone],
  );
  const open = providers.find(({ id }) => id === shown);
  return (
    <>
      <DataTable caption={text.configured} columns={columns} rows={providers} rowId={({ id }) => id} />
      {open === undefined ? null : (
        <Dialog
          open
          wide
          onClose={() => setShown(undefined)}
          title={text.detailTitle(open.id)}
          description={text.detailLead}
        >
          <div className="-mx-5">
            <HealthTable caption={text.detailTitle(open.id)} health={open.health} />
          </div>
        </Dialog>
      )}
    </>
  );
}
