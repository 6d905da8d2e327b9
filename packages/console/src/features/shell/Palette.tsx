import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { keysQuery, workloadsQuery } from '../../api/queries.ts';
import { copyText } from '../../ui/copy.tsx';
import { ITEM_CLASS } from '../../ui/popup.ts';
import { announce } from '../../ui/toast.tsx';
import { searchOf } from '../organization/sections.ts';
import { carriedSearch } from './carried.ts';
import { PAGES } from './pages.ts';
import { type PaletteEntry, paletteGroups } from './palette-entries.ts';
import { chooseRole, currentRole } from './roles.ts';
import { text } from './text.ts';
import { setTheme } from './theme.ts';

/** The address of what is seen, with the role it is seen for. */
async function copyAddress(): Promise<void> {
  const address = new URL(location.href);
  address.searchParams.set('role', currentRole());
  if (await copyText(address.href)) announce(text.addressCopied);
}

function act(entry: Extract<PaletteEntry, { kind: 'action' }>): void {
  if ('theme' in entry) setTheme(entry.theme);
  else if ('role' in entry) chooseRole(entry.role);
  else void copyAddress();
}

/** Search across pages, workloads, keys and, by id, calls. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const keys = useQuery(keysQuery()).data ?? [];
  const groups = paletteGroups(typed, workloads, keys);
  const open = (entry: PaletteEntry) => {
    onClose();
    if (entry.kind === 'page') {
      const page = PAGES.find(({ to }) => to === entry.to);
      void navigate({ to: entry.to, search: (page === undefined ? {} : carriedSearch(page)) as never });
    }
    if (entry.kind === 'section') {
      void navigate({ to: '/organization', search: searchOf(entry.section) });
    }
    if (entry.kind === 'workload') void navigate({ to: '/workloads/$id', params: { id: entry.id } });
    if (entry.kind === 'call') void navigate({ to: '/calls/$id', params: { id: entry.id } });
    if (entry.kind === 'key') void navigate({ to: '/keys', search: { workload: entry.workload } });
    if (entry.kind === 'action') act(entry);
  };
  return (
    <BaseDialog.Root open onOpenChange={(next) => !next && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <BaseDialog.Popup
          aria-label={text.searchHint}
          className="fixed top-[12dvh] left-1/2 z-40 w-[36rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-surface shadow-lift outline-none"
        >
          <Autocomplete.Root
            open
            inline
            items={groups}
            filter={null}
            autoHighlight="always"
            value={typed}
            onValueChange={(value, details) => {
              if (details.reason !== 'item-press') setTyped(value);
            }}
            itemToStringValue={(entry: PaletteEntry) => entry.label}
          >
            <div className="flex h-13 items-center gap-3 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-ink-3" />
              <Autocomplete.Input
                aria-label={text.searchHint}
                placeholder={text.searchPlaceholder}
                className="h-full w-full bg-transparent text-lg outline-none placeholder:text-ink-3"
              />
            </div>
            <Autocomplete.Empty>
              <p className="px-4 py-6 text-sm text-ink-2">{text.searchNothing}</p>
            </Autocomplete.Empty>
            <Autocomplete.List className="max-h-[min(26rem,60dvh)] overflow-y-auto px-2 pb-2 data-empty:p-0">
              {(group: (typeof groups)[number]) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className="px-2 pt-3 pb-1 text-xs text-ink-3">
                    {text.groups[group.value]}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: PaletteEntry) => (
                      <Autocomplete.Item
                        key={`${entry.kind} ${entry.label}`}
                        value={entry}
                        onClick={() => open(entry)}
                        className={ITEM_CLASS}
                      >
                        <span className="truncate">{entry.label}</span>
                        {entry.hint === undefined ? null : (
                          <span className="ml-auto truncate pl-4 text-xs text-ink-3">{entry.hint}</span>
                        )}
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
