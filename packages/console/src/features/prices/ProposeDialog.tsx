import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { type NewPriceList, previewPriceList, proposePriceList } from '../../api/price-mutations.ts';
import { CodeBlock } from '../../ui/code.tsx';
import { Field, INPUT_CLASS, Input } from '../../ui/field.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { ChangeTable } from './ChangeTable.tsx';
import { ChangeCounts } from './ListTable.tsx';
import { text as common, listsText as text } from './text.ts';

interface Fields {
  source: string;
}

/** The object in a JSON file; undefined when it holds none. */
function objectIn(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function Preview({ list }: { list: NewPriceList }) {
  const { data, error, isFetching } = useQuery({
    queryKey: ['price-list-preview', list.source, JSON.stringify(list.content).length],
    queryFn: () => previewPriceList(list),
    retry: false,
    gcTime: 0,
  });
  return (
    <section aria-live="polite" aria-label={text.preview} className="rounded-md bg-sunken px-4 py-3 text-sm">
      {isFetching ? <p className="text-ink-2">{text.previewing}</p> : null}
      {error === null ? null : <p className="text-bad">{error.message}</p>}
      {data === undefined ? null : (
        <>
          <p className="font-medium">{data.version}</p>
          <p>
            <ChangeCounts changes={data.changes} />
          </p>
          {data.diff.length === 0 ? null : (
            <div className="mt-2 max-h-64 overflow-y-auto rounded-md border border-line bg-surface">
              <ChangeTable changes={data.diff} />
            </div>
          )}
        </>
      )}
    </section>
  );
}

/** Proposes a data set from a file, after telling what it changes. */
export default function ProposeDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const form = useForm<Fields>({ defaultValues: { source: '' } });
  const [content, setContent] = useState<Record<string, unknown>>();
  const [fault, setFault] = useState<string>();
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = objectIn(await file.text());
    setContent(read);
    setFault(read === undefined ? text.notJson : undefined);
    if (form.getValues('source') === '') form.setValue('source', file.name);
  };
  return (
    <RecordDialog
      wide
      form={form}
      title={text.proposeTitle}
      lead={text.proposeLead}
      save={async ({ source }) => {
        if (content === undefined) {
          setFault((known) => known ?? common.required);
          throw new Error(common.required);
        }
        const made = await proposePriceList({ content, source: source.trim() });
        void navigate({ to: '/prices', search: { section: 'lists', list: made.id }, replace: true });
        return made;
      }}
      done={() => text.done}
      submit={text.submit}
      explains={['source', 'content']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <Field label={text.file} hint={text.fileHint} error={fault ?? faultAt('content')}>
            {(tie) => (
              <input
                type="file"
                accept=".json,application/json"
                {...tie}
                className={`${INPUT_CLASS} py-1.5 file:mr-3 file:font-medium file:text-ink`}
                onChange={(event) => void take(event.target.files?.[0])}
              />
            )}
          </Field>
          <Field
            label={text.source}
            hint={text.sourceHint}
            error={form.formState.errors.source?.message ?? faultAt('source')}
          >
            {(tie) => (
              <Input
                {...tie}
                {...form.register('source', { validate: (value) => value.trim() !== '' || common.required })}
                maxLength={500}
                autoComplete="off"
              />
            )}
          </Field>
          {content === undefined ? (
            <CodeBlock text={text.cli} label={common.cliLabel} />
          ) : (
            <Preview list={{ content, source: 'preview' }} />
          )}
        </>
      )}
    </RecordDialog>
  );
}
