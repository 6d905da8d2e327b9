import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Bookmark, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { REGISTRY } from '../../api/queries.ts';
import { removeView, saveView, viewsQuery } from '../../api/view-queries.ts';
import { parseSearch } from '../../routes/search.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { announce } from '../../ui/toast.tsx';
import { readExplorerSearch } from './search.ts';
import { text } from './text.ts';

/** Questions that people keep: pick one, or keep the one on screen. */
export function ViewsMenu() {
  const views = useQuery(viewsQuery('explorer'));
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [shared, setShared] = useState(true);
  const refresh = () => client.invalidateQueries({ queryKey: [REGISTRY, '/views'] });
  const save = useMutation({
    mutationFn: saveView,
    onSuccess: (view) => {
      announce(text.views.saved(view.name));
      setName('');
      void refresh();
    },
  });
  const remove = useMutation({
    mutationFn: (view: { id: string; name: string }) => removeView(view.id),
    onSuccess: (_, view) => {
      announce(text.views.removed(view.name));
      void refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      id: idOf(name),
      name: name.trim(),
      page: 'explorer',
      query: location.search.slice(1),
      shared,
    });
  };
  const error = save.error ?? remove.error;
  return (
    <Popover
      title={text.views.title}
      align="end"
      className="w-80"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          <Bookmark aria-hidden className="text-ink-3" />
          {text.views.title}
        </Button>
      }
    >
      {views.data?.length === 0 ? <p className="mb-3 text-xs text-ink-3">{text.views.none}</p> : null}
      <ul className="mb-3 max-h-64 overflow-y-auto">
        {views.data?.map((view) => (
          <li key={view.id} className="flex items-center gap-2">
            <Link
              to="/explorer"
              search={readExplorerSearch(parseSearch(view.query))}
              className="min-w-0 flex-1 truncate rounded px-2 py-1.5 hover:bg-sunken"
              onClick={() => setOpen(false)}
            >
              {view.name}
              <span className="ml-2 text-xs text-ink-3">{view.shared ? view.owner : text.views.mine}</span>
            </Link>
            <IconButton
              label={text.views.remove(view.name)}
              size="iconSmall"
              onClick={() => remove.mutate(view)}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className="flex flex-col gap-3 border-t border-line pt-3">
        <Field label={text.views.name} error={error?.message}>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={60}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Check
          label={text.views.share}
          checked={shared}
          onChange={(event) => setShared(event.target.checked)}
        />
        <Button type="submit" look="primary" size="sm" disabled={idOf(name) === '' || save.isPending}>
          {text.views.save}
        </Button>
      </form>
    </Popover>
  );
}

/** Lower-case letters, digits and hyphens, as ids are. */
function idOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
}
