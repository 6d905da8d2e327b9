import type { ReactElement } from 'react';
import type { FormulaProps } from './formula-props.ts';
import { Popover } from './popover.tsx';

/** What a figure means and its formula with the figures of now. Opens when it is mounted. */
export default function FormulaPopup(props: FormulaProps & { trigger: ReactElement }) {
  const { figure, meaning, lines, note, children, trigger } = props;
  return (
    <Popover title={figure} className="w-80" trigger={trigger} defaultOpen>
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
