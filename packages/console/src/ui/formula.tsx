import { Info } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from './button.tsx';
import type { FormulaProps } from './formula-props.ts';

const FormulaPopup = lazy(() => import('./formula-popup.tsx'));

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
