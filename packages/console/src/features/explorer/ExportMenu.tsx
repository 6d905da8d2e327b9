import { Download } from 'lucide-react';
import { apiUrl } from '../../api/client.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { text } from './text.ts';
import type { ExplorerState } from './useExplorer.ts';

const FORMATS = ['xlsx', 'jsonl'] as const;

/** The whole question as a file; the browser downloads it as it is made. */
export function ExportMenu({ state }: { state: ExplorerState }) {
  const { question, range, search, report } = state;
  const calls = apiUrl('/exports/calls', {
    since: range.since.toISOString(),
    until: range.until.toISOString(),
    filter: search.filter,
    sandbox: report?.sandbox,
    format: 'parquet',
  });
  const link = 'block rounded px-2 py-1.5 hover:bg-sunken';
  return (
    <>
      <a
        download
        href={apiUrl('/exports/costs', { ...question, format: 'csv' })}
        aria-label={text.download}
        className={buttonClass('plain', 'sm')}
      >
        <Download aria-hidden className="text-ink-3" />
        {text.csv}
      </a>
      <Popover
        title={text.files.title}
        align="end"
        className="w-72"
        trigger={<Button size="sm">{text.files.title}</Button>}
      >
        <p className="mb-2 text-xs text-ink-3">{text.files.hint}</p>
        {FORMATS.map((format) => (
          <a key={format} download className={link} href={apiUrl('/exports/costs', { ...question, format })}>
            {text.files[format]}
          </a>
        ))}
        <a download className={link} href={calls}>
          {text.files.calls}
        </a>
      </Popover>
    </>
  );
}
