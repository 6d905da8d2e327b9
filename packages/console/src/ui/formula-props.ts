import type { ReactNode } from 'react';

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
