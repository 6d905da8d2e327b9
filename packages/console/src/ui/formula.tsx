import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { Popover } from './popover.tsx';

interface FormulaProps {
  /** Name of the figure. */
  figure: string;
  /** Of the button that opens it. */
  label: string;
  meaning: string;
  /** The formula, and beneath it the figures of now. */
  lines: readonly string[];
  note?: string | undefined;
  children?: ReactNode;
}

/** Explains a figure in place: what it means and its formula with the figures of now. */
export function Formula({ figure, label, meaning, lines, note, children }: FormulaProps) {
  return (
    <Popover
      title={figure}
      className="w-80"
      trigger={
        <IconButton label={label} size="iconSmall">
          <Info aria-hidden className="text-ink-3" />
        </IconButton>
      }
    >
      <p className="text-ink-2">{meaning}</p>
      <div className="tabular my-3 rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-relaxed">
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      {note === undefined ? null : <p className="mb-2 text-xs text-ink-3">{note}</p>}
      {children}
    </Popover>
  );
}
