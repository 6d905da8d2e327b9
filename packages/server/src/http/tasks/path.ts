import { WeirError } from '@weir/core/errors';

const LONGEST_BYTES = 256;

/**
 * The task a path names. Ids come from callers and may hold anything, slashes and percent signs included, so they are read
 * from the URL as it was sent: decoded once, and only here. Throws `invalid_argument`.
 */
export function taskOfPath(url: string): { workload: string; task: string } {
  const parts = new URL(url).pathname.split('/');
  const at = parts.indexOf('tasks');
  const workload = decoded(parts[at + 1]);
  const task = decoded(parts[at + 2]);
  if (workload === undefined || task === undefined || task === '') throw unreadable();
  if (Buffer.byteLength(task) > LONGEST_BYTES) throw tooLong();
  return { workload, task };
}

function decoded(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function unreadable(): WeirError {
  return new WeirError('invalid_argument', 'The path names no task', {
    field: 'task',
    remedy: 'Percent-encode the id: a slash in it is %2F.',
  });
}

function tooLong(): WeirError {
  return new WeirError('invalid_argument', `The id of a task has at most ${LONGEST_BYTES} bytes`, {
    field: 'task',
    remedy: 'Use the id as calls carry it in x-weir-task.',
  });
}
