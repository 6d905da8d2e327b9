import type { z } from 'zod';
import { redact } from '../redact.ts';
import { nearest } from './nearest.ts';
import { keysAt } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;

/** What one validation issue says to a person, and the path it is about (the unknown key itself included). */
export interface Complaint {
  path: readonly PropertyKey[];
  /** `gateway.port must be ...; remedy` */
  text: string;
}

const TYPE_NAMES: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with keys under it',
};

export function complaintsOf(issue: Issue, root: unknown): Complaint[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key));
  const value = valueAt(root, issue.path);
  const rule = ruleOf(issue, value);
  const found = value === undefined ? 'is missing' : `is ${redact(JSON.stringify(value))}`;
  return [
    {
      path: issue.path,
      text: `${dotted(issue.path)} must be ${rule}, but it ${found}; ${value === undefined ? 'add it' : remedyOf(issue)}`,
    },
  ];
}

export function dotted(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

function unknownKey(path: readonly PropertyKey[], key: string): Complaint {
  const known = keysAt(path);
  const meant = nearest(key, known);
  const where = path.length === 0 ? 'at the top level' : `in ${dotted(path)}`;
  const remedy = meant === undefined ? `known ${where}: ${known.join(', ')}` : `did you mean ${meant}?`;
  return { path: [...path, key], text: `${dotted([...path, key])} is not a setting; ${remedy}` };
}

function ruleOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return limitText(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return limitText(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'invalid_format':
      return issue.format === 'url' ? 'a URL such as http://gpu-1:8000/v1' : formatText(issue.message, value);
    case 'invalid_key':
      return `called by ${issue.issues[0]?.message ?? issue.message}`;
    default:
      return issue.message;
  }
}

function limitText(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'string') return bound === 1 ? 'not empty' : `${relation} ${bound} characters long`;
  return `a whole number, ${relation} ${bound}`;
}

function formatText(message: string, value: unknown): string {
  return value === ''
    ? 'not empty'
    : message.replace(/^Invalid string: must match pattern /, 'text matching ');
}

function remedyOf(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.expected === 'object')
    return 'indent its settings below it, or leave it out';
  if (issue.code === 'invalid_type' && issue.expected === 'array')
    return 'write each entry on a line that begins with "- "';
  return 'correct it, or leave it out for the default';
}
