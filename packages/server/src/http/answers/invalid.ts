import { WeirError } from '@weir/core/errors';
import type { ZodError, z } from 'zod';

type Target = 'json' | 'query' | 'param' | 'header' | 'cookie' | 'form';
type Issue = z.core.$ZodIssue;

/** The first thing wrong with a request: which field, what about it, what to do. */
export function invalidRequest(target: Target, error: ZodError): WeirError {
  const code = target === 'json' ? 'body_invalid' : 'invalid_argument';
  const issue = error.issues[0];
  if (issue === undefined) return new WeirError(code, 'The request is not valid');
  const field = fieldOf(issue);
  return new WeirError(code, sentence(issue, field), {
    ...(field === '' ? {} : { field }),
    remedy: remedyOf(issue, error.issues.length),
  });
}

function fieldOf(issue: Issue): string {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys' && issue.keys[0] !== undefined) path.push(issue.keys[0]);
  return path.join('.');
}

function sentence(issue: Issue, field: string): string {
  if (issue.code === 'unrecognized_keys') return `There is no field "${field}"`;
  if (field === '') return `The request is not valid: ${issue.message}`;
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('undefined')) {
    return `"${field}" is missing`;
  }
  return `"${field}" is not valid: ${issue.message}`;
}

function remedyOf(issue: Issue, count: number): string {
  const more = count > 1 ? ` ${count - 1} more to correct after that.` : '';
  if (issue.code === 'unrecognized_keys') return `Leave it out or check its spelling.${more}`;
  return `Correct it; GET /api/v1/openapi.json describes the request.${more}`;
}
