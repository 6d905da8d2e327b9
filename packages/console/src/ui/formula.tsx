import { Info } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { IconButton } from './button.tsx';

const FormulaPopup = lazy(() => import('./formula-popup.tsx'));

export interface FormulaProps {
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

/** Explains a figure in place. What it opens is fetched by the first press: most are never opened. */
export function Formula(props: FormulaProps) {
  const [opened, setOpened] = useState(false);
  const trigger = (
    <IconButton label={props.label} size="iconSmall" onClick={() => setOpened(true)}>
      <Info aria-hidden className="text-ink-3" />
    </IconButton>
  );
  if (!opened) return trigger;
  return (
    <Suspense fallback={trigger}>
      <FormulaPopup {...props} trigger={trigger} />
    </Suspense>
  );
}
