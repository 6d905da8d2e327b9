import type { Output } from './output.ts';

/** The one time a secret is shown to a person. */
export function printOnce(out: Output, secret: string): void {
  out.line();
  out.line(out.style('bold', secret));
  out.line();
  out.note('This is the only time the secret is shown; Weir keeps only its hash. Store it now.');
}
