import { WeirError } from '@weir/core/errors';

/**
 * A port that only a running installation fills. Throws `admission_unavailable` where the admin API was opened on a data
 * directory by itself.
 */
export function present<T>(port: T | undefined, what: string): T {
  if (port !== undefined) return port;
  throw new WeirError('admission_unavailable', `${what} needs a running Weir, and none runs here`, {
    remedy: 'Start it with `weir up`, then ask again.',
  });
}
