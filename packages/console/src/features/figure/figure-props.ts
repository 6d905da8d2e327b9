import type { LinkProps } from '@tanstack/react-router';
import type { Figure } from '@weir/core/contract';
import type { Style } from './prepare.ts';

export interface FigureValueProps {
  /** Of what: heads the explanation. */
  name: string;
  /** Undefined: the report does not have it. */
  figure: Figure | undefined;
  /** What it means, in a sentence. */
  meaning?: string;
  /** The formula in words; the id alone when absent. */
  formula?: string | undefined;
  style?: Style;
  /** To the calls, outcomes or entries behind it. */
  behind?: { label: string; to: LinkProps['to']; search?: object; params?: object };
  className?: string;
}
