import { WeirError } from '@weir/core/errors';

/** The URL in the variable that a setting names; undefined where the setting names none. Throws WeirError `config_invalid`. */
export function redisUrl(
  variable: string | undefined,
  setting: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (variable === undefined) return undefined;
  const url = env[variable];
  if (url !== undefined && url !== '') return url;
  throw new WeirError('config_invalid', `${setting} names ${variable}, which is not set.`, {
    field: setting,
    remedy: 'Set it to a URL such as redis://host:6379, or take the line out.',
  });
}
