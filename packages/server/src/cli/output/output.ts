import type { CliIo } from '../ports.ts';
import { type Column, fieldLines, printable, tableLines } from './table.ts';

const STYLES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;
export type Style = keyof typeof STYLES;

/** Where a command prints. Results go to stdout, everything about the work itself to stderr. */
export interface Output {
  readonly json: boolean;
  /** Only on a terminal, and only when NO_COLOR is not set. */
  style(style: Style, text: string): string;
  line(text?: string): void;
  /** One JSON document, two blanks of indent, as the API gave it. */
  data(value: unknown): void;
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void;
  fields(entries: readonly (readonly [label: string, value: string | undefined])[]): void;
  /** For people: to stderr, and not at all under --json. */
  note(text: string): void;
  warn(text: string): void;
}

export function createOutput(io: CliIo, options: { json: boolean; color?: boolean }): Output {
  const colour = io.isTTY.stdout && !options.json && options.color !== false && !io.env['NO_COLOR'];
  const style = (name: Style, text: string) => (colour ? `\u001b[${STYLES[name]}m${text}\u001b[0m` : text);
  const line = (text = '') => void io.stdout.write(`${text}\n`);
  const toStderr = (text: string) => void (options.json || io.stderr.write(`${text}\n`));
  return {
    json: options.json,
    style,
    line,
    data: (value) => line(JSON.stringify(value, null, 2)),
    table(columns, rows) {
      const [header = '', ...lines] = tableLines(columns, rows);
      line(style('bold', header));
      for (const text of lines) line(text);
    },
    fields(entries) {
      for (const text of fieldLines(entries)) line(text);
    },
    note: (text) => toStderr(printable(text)),
    warn: (text) => toStderr(`warning: ${printable(text)}`),
  };
}
