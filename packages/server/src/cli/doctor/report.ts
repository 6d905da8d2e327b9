import type { Output, Style } from '../output/output.ts';
import type { Check, Level } from './check.ts';

const STYLE: Readonly<Record<Level, Style>> = { ok: 'green', warn: 'yellow', fail: 'red' };

/** `{"ok": boolean, "checks": [...]}` under --json. */
export function printChecks(out: Output, checks: readonly Check[]): void {
  if (out.json) {
    out.data({ ok: !hasFailed(checks), checks });
    return;
  }
  const width = Math.max(...checks.map((check) => check.check.length));
  for (const { check, level, detail, remedy } of checks) {
    out.line(`${out.style(STYLE[level], level.padEnd(4))}  ${check.padEnd(width)}  ${detail}`);
    if (remedy !== undefined) out.line(`${' '.repeat(width + 8)}${out.style('dim', remedy)}`);
  }
}

export function hasFailed(checks: readonly Check[]): boolean {
  return checks.some((check) => check.level === 'fail');
}
