import type { Period } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { apiUrl } from '../../api/client.ts';
import { buttonClass, LinkButton } from '../../ui/button.tsx';
import { monthText as text } from './text.ts';

const FILES = [
  { version: '1.2', format: 'csv', name: 'CSV' },
  { version: '1.2', format: 'parquet', name: 'Parquet' },
  { version: '1.4', format: 'csv', name: 'CSV' },
  { version: '1.4', format: 'parquet', name: 'Parquet' },
] as const;

/** The month as files of FOCUS; the browser downloads them as they are made. */
export function FocusLinks({ period: { since, until, month } }: { period: Period }) {
  return (
    <section>
      <h3 className="text-sm font-semibold">{text.focus}</h3>
      <p className="mb-2 text-xs text-ink-3">{text.focusLead}</p>
      <div className="flex flex-wrap gap-2">
        {FILES.map(({ version, format, name }) => (
          <a
            key={`${version} ${format}`}
            download={`weir-focus-${version}-${month}.${format}`}
            href={apiUrl('/exports/focus', { since, until, version, format })}
            className={buttonClass('plain', 'sm')}
          >
            <Download aria-hidden className="text-ink-3" />
            {text.focusFile(version, name)}
          </a>
        ))}
        <LinkButton to="/explorer" search={{ range: 'custom', since, until }} size="sm" look="quiet">
          {text.explore}
        </LinkButton>
      </div>
    </section>
  );
}
