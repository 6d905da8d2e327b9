import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OutcomeImport } from '@weir/core/contract';
import { useMemo, useState } from 'react';
import { importOutcomes } from '../../api/outcome-mutations.ts';
import { VALUE, workloadsQuery } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Field, INPUT_CLASS, Input, TextArea } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { fieldOf, IMPORT_FIELDS, LEFT_OUT, mapOf, shapeOf } from './import-csv.ts';
import { text as list, importText as text } from './text.ts';

type ImportError = OutcomeImport['errors'][number];

const COLUMNS: readonly Column<ImportError>[] = [
  { id: 'line', header: text.line, align: 'end', cell: ({ line }) => line },
  { id: 'field', header: text.errorField, from: 'sm', cell: ({ field }) => field ?? list.none },
  {
    id: 'problem',
    header: text.problem,
    cell: ({ message, remedy }) => (
      <>
        {message}
        {remedy === undefined ? null : <span className="block text-xs text-ink-3">{remedy}</span>}
      </>
    ),
  },
];

const COUNTS = ['read', 'added', 'revised', 'unchanged', 'pending', 'late', 'rejected'] as const;

/** What became of the file: counts, and every row that was not taken with its line. */
function Done(props: { report: OutcomeImport; onAgain: () => void; onClose: () => void }) {
  const { report, onAgain, onClose } = props;
  return (
    <div className="flex flex-col gap-4">
      <section aria-label={text.done} aria-live="polite">
        <Facts
          items={COUNTS.map((name) => ({ name: text.counts[name], value: formatCount(report[name]) }))}
        />
      </section>
      {report.errors.length === 0 ? null : (
        <div>
          <h3 className="mb-1 text-sm font-medium">
            {text.errors}{' '}
            {report.rejected > report.errors.length ? (
              <span className="text-xs font-normal text-ink-3">
                {text.firstErrors(report.errors.length, report.rejected)}
              </span>
            ) : null}
          </h3>
          <div className="max-h-72 overflow-y-auto rounded-md border border-line">
            <DataTable
              caption={text.errors}
              columns={COLUMNS}
              rows={report.errors}
              rowId={({ line, field, message }) => `${line} ${field} ${message}`}
            />
          </div>
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onAgain}>{text.again}</Button>
        <Button look="primary" onClick={onClose}>
          {text.close}
        </Button>
      </div>
    </div>
  );
}

interface MappingProps {
  columns: readonly string[];
  chosen: Readonly<Record<string, string>>;
  onChange: (column: string, field: string) => void;
}

function Mapping({ columns, chosen, onChange }: MappingProps) {
  return (
    <fieldset>
      <legend className="text-sm font-medium">{text.columns}</legend>
      <p className="mb-2 text-xs text-ink-3">{text.columnsLead}</p>
      <ul className="grid max-h-44 gap-2 overflow-y-auto sm:grid-cols-2">
        {columns.map((column) => {
          const field = chosen[column] ?? fieldOf(column);
          const own = `attributes.${column}`;
          return (
            <li key={column} className="grid grid-cols-2 items-center gap-2">
              <span className="truncate font-mono text-xs">{column}</span>
              <Select
                label={text.field(column)}
                value={field}
                choices={[
                  { value: LEFT_OUT, label: text.leaveOut },
                  ...IMPORT_FIELDS.map((value) => ({ value, label: value })),
                  { value: field.startsWith('attributes.') ? field : own, label: own },
                ]}
                onChange={(next) => onChange(column, next)}
              />
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

/** Sends a file of outcomes and tells what became of each row. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const [csv, setCsv] = useState('');
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [outcome, setOutcome] = useState('');
  const [workload, setWorkload] = useState('');
  const { columns, rows } = useMemo(() => shapeOf(csv), [csv]);
  const fields = columns.map((column) => chosen[column] ?? fieldOf(column));
  const sending = useMutation({
    mutationFn: () =>
      importOutcomes(csv, {
        map: mapOf(columns, chosen),
        outcome: outcome.trim() === '' ? undefined : outcome.trim(),
        workload: workload === '' ? undefined : workload,
      }),
    onSuccess: () => void client.invalidateQueries({ queryKey: [VALUE] }),
  });
  const take = (next: string) => {
    setCsv(next);
    setChosen({});
  };
  return (
    <Dialog wide open onClose={onClose} title={text.title} description={text.lead}>
      {sending.data === undefined ? (
        <form
          noValidate
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (rows > 0) sending.mutate();
          }}
        >
          <Field label={text.file}>
            {(tie) => (
              <input
                type="file"
                accept=".csv,text/csv"
                {...tie}
                className={`${INPUT_CLASS} py-1.5 file:mr-3 file:font-medium file:text-ink`}
                onChange={(event) => void event.target.files?.[0]?.text().then(take)}
              />
            )}
          </Field>
          <Field label={text.csv}>
            {(tie) => (
              <TextArea
                {...tie}
                value={csv}
                onChange={(event) => take(event.target.value)}
                className="max-h-36 font-mono text-xs"
                placeholder={text.placeholder}
                spellCheck={false}
              />
            )}
          </Field>
          {rows === 0 ? null : (
            <>
              <Mapping
                columns={columns}
                chosen={chosen}
                onChange={(column, field) => setChosen({ ...chosen, [column]: field })}
              />
              <div className="grid items-start gap-4 sm:grid-cols-2">
                {fields.includes('outcome') ? null : (
                  <Field label={text.outcome} hint={text.outcomeHint}>
                    {(tie) => (
                      <Input {...tie} value={outcome} onChange={(event) => setOutcome(event.target.value)} />
                    )}
                  </Field>
                )}
                {fields.includes('workload') ? null : (
                  <Field label={text.workload} hint={text.workloadHint}>
                    {({ id }) => (
                      <Select
                        id={id}
                        label={text.workload}
                        value={workload}
                        choices={[
                          { value: '', label: text.noWorkload },
                          ...workloads.map((one) => ({ value: one.id, label: one.name })),
                        ]}
                        onChange={setWorkload}
                        className="h-9 w-full"
                      />
                    )}
                  </Field>
                )}
              </div>
            </>
          )}
          {sending.error === null ? null : <Failure error={sending.error} />}
          <div className="flex items-center justify-between gap-4">
            <p aria-live="polite" className="text-sm text-ink-2">
              {rows === 0 ? text.nothing : text.found(rows)}
            </p>
            <Button type="submit" look="primary" disabled={rows === 0 || sending.isPending}>
              {sending.isPending ? text.importing : text.submit}
            </Button>
          </div>
        </form>
      ) : (
        <Done
          report={sending.data}
          onAgain={() => {
            take('');
            sending.reset();
          }}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
