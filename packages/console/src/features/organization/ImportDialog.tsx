import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { OrganizationImported, OrganizationImportKind } from '@weir/core/contract';
import { useState } from 'react';
import { importOrganization } from '../../api/people-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, INPUT_CLASS } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { announce } from '../../ui/toast.tsx';
import { importText as text } from './people-text.ts';

/** As ORGANIZATION_COLUMNS of the contract, which is imported as types only. */
const READ: Record<OrganizationImportKind, readonly string[]> = {
  cost_centers: ['id', 'name'],
  teams: ['id', 'name', 'cost_center'],
  applications: ['id', 'name', 'team'],
  people: ['email', 'id', 'name', 'team', 'roles', 'state'],
};
const FIGURES = ['created', 'changed', 'unchanged', 'rejected'] as const;

type Rejection = OrganizationImported['rejections'][number];
const COLUMNS: Column<Rejection>[] = [
  { id: 'line', header: text.line, align: 'end', className: 'w-16', cell: ({ line }) => formatCount(line) },
  {
    id: 'field',
    header: text.field,
    from: 'sm',
    cell: ({ field }) => (field === undefined ? text.none : <code className="text-xs">{field}</code>),
  },
  { id: 'reason', header: text.reason, cell: ({ reason }) => <span className="break-words">{reason}</span> },
];

function Report({ report }: { report: OrganizationImported }) {
  const { rejections, ignored_columns: ignored, rejected } = report;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm font-medium">
        {(report.dry_run ? text.trial : text.result)(formatCount(report.read))}
      </p>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-4">
        {FIGURES.map((figure) => (
          <div key={figure} className="bg-surface px-3 py-2">
            <dt className="text-xs text-ink-3">{text.figures[figure]}</dt>
            <dd className="tabular text-lg font-semibold">{formatCount(report[figure])}</dd>
          </div>
        ))}
      </dl>
      {ignored.length === 0 ? null : <p className="text-xs text-ink-3">{text.ignored(ignored.join(', '))}</p>}
      {rejections.length === 0 ? null : (
        <section aria-label={text.rejections}>
          <h3 className="mb-1 text-sm font-medium">{text.rejections}</h3>
          <div className="max-h-56 overflow-y-auto rounded-md border border-line">
            <DataTable
              caption={text.rejections}
              columns={COLUMNS}
              rows={rejections}
              rowId={({ line, field, reason }) => `${line} ${field ?? ''} ${reason}`}
            />
          </div>
          {rejected > rejections.length ? (
            <p className="mt-1 text-xs text-ink-3">{text.first(rejections.length)}</p>
          ) : null}
        </section>
      )}
    </div>
  );
}

/** A file is tried out the moment it is chosen: what would happen, and each bad line by its number; then it is taken. */
export default function ImportDialog({
  kind,
  onClose,
}: {
  kind: OrganizationImportKind;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const trying = useMutation({ mutationFn: (chosen: File) => importOrganization(kind, chosen, true) });
  const taking = useMutation({
    mutationFn: (chosen: File) => importOrganization(kind, chosen, false),
    onSuccess: ({ created, changed }) => {
      announce(text.done(formatCount(created), formatCount(changed)));
      return client.invalidateQueries({ queryKey: [REGISTRY] });
    },
  });
  const report = taking.data ?? trying.data;
  const taken = report === undefined ? 0 : report.created + report.changed;
  const error = taking.error ?? trying.error;
  return (
    <Dialog wide open onClose={onClose} title={text.titles[kind]} description={text.lead}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (taking.data !== undefined) onClose();
          else if (file !== undefined) taking.mutate(file);
        }}
      >
        <p className="text-sm text-ink-2">
          {text.columns}: <code className="font-mono text-xs">{READ[kind].join(', ')}</code>
        </p>
        <Field label={text.file} hint={text.fileHint}>
          {(tie) => (
            <input
              type="file"
              accept=".csv,.tsv,.txt,text/csv"
              {...tie}
              className={`${INPUT_CLASS} py-1.5 file:mr-3 file:font-medium file:text-ink`}
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                setFile(chosen);
                taking.reset();
                trying.reset();
                if (chosen !== undefined) trying.mutate(chosen);
              }}
            />
          )}
        </Field>
        <div aria-live="polite">
          {trying.isPending ? <p className="text-sm text-ink-3">{text.reading}</p> : null}
          {report === undefined ? null : <Report report={report} />}
        </div>
        {error === null ? null : <Failure error={error} />}
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          <Button
            type="submit"
            look="primary"
            disabled={taking.isPending || report === undefined || (taking.data === undefined && taken === 0)}
          >
            {taking.data !== undefined
              ? text.close
              : taking.isPending
                ? text.saving
                : taken === 0
                  ? text.nothing
                  : text.submit(formatCount(taken))}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
