import type { Provider } from '@weir/core/contract';
import { CopyButton } from '../../ui/copy.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { text } from './text.ts';

const COLUMNS: readonly Column<Provider>[] = [
  {
    id: 'provider',
    header: text.provider,
    cell: ({ id, dialect, platform }) => (
      <>
        <span className="font-medium">{id}</span>
        <span className="block text-xs text-ink-3 md:hidden">
          {dialect} · {platform}
        </span>
      </>
    ),
  },
  { id: 'dialect', header: text.dialect, from: 'md', cell: ({ dialect }) => dialect },
  { id: 'platform', header: text.platform, from: 'md', cell: ({ platform }) => platform },
  {
    id: 'address',
    header: text.address,
    from: 'lg',
    cell: ({ base_url }) => <span className="font-mono text-xs break-all text-ink-2">{base_url}</span>,
  },
  {
    id: 'variable',
    header: text.variable,
    cell: ({ secret_env: name }) =>
      name === undefined ? (
        <span className="text-ink-3">{text.noSecret}</span>
      ) : (
        <span className="inline-flex items-center gap-1">
          <code className="font-mono text-xs break-all">{name}</code>
          <CopyButton text={name} label={text.copyVariable(name)} />
        </span>
      ),
  },
];

/** Providers Weir knows how to call but has no secret for. */
export function MissingProviders({ providers }: { providers: readonly Provider[] }) {
  return <DataTable caption={text.others} columns={COLUMNS} rows={providers} rowId={({ id }) => id} />;
}
