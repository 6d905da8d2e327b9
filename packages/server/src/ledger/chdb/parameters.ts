import type { SqlParameter, SqlParameters } from '../sql/engine.ts';

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * `SET param_a = '...'`: values of placeholders for the session that runs it. Unlike values handed over with a query,
 * which chDB keeps in one place for the whole process, these are the session's own, so sessions need not take turns.
 * Undefined when there is nothing to set.
 */
export function setParameters(parameters: SqlParameters): string | undefined {
  const set = Object.entries(parameters).map(([name, value]) => {
    if (!/^\w+$/.test(name)) throw new Error(`${name} is no name of a parameter`);
    return `param_${name} = ${quoted(parameterText(value))}`;
  });
  return set.length === 0 ? undefined : `SET ${set.join(', ')}`;
}

/** As the engine reads values of parameters: text escaped as in TSV, lists as literals. */
function parameterText(value: SqlParameter): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'object') return `[${value.map((item) => quoted(item)).join(',')}]`;
  return String(value);
}

function escaped(text: string): string {
  return text.replace(/[\\\0\b\f\n\r\t]/g, (char) => ESCAPED[char] ?? char);
}

/** A string literal. */
export function quoted(text: string): string {
  return `'${escaped(text).replaceAll("'", "\\'")}'`;
}
