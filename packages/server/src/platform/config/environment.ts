/** Environment variables that set a value of weir.yaml; they win over the file. */
export const ENVIRONMENT = {
  WEIR_DATA_DIR: { path: ['data_dir'], type: 'text' },
  WEIR_GATEWAY_HOST: { path: ['gateway', 'host'], type: 'text' },
  WEIR_GATEWAY_PORT: { path: ['gateway', 'port'], type: 'number' },
  WEIR_WORKERS: { path: ['gateway', 'workers'], type: 'number' },
  WEIR_ADMIN_HOST: { path: ['admin', 'host'], type: 'text' },
  WEIR_ADMIN_PORT: { path: ['admin', 'port'], type: 'number' },
  WEIR_LOG_LEVEL: { path: ['log', 'level'], type: 'text' },
} as const satisfies Record<string, { path: readonly string[]; type: 'text' | 'number' }>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Value and origin of each setting found; an empty variable counts as absent. */
export function readEnvironment(
  env: Environment,
): { name: string; path: readonly string[]; value: string | number }[] {
  return Object.entries(ENVIRONMENT).flatMap(([name, { path, type }]) => {
    const text = env[name];
    if (text === undefined || text === '') return [];
    // what is no number stays text, so that the complaint can quote it
    return [{ name, path, value: type === 'number' && /^-?\d+$/.test(text) ? Number(text) : text }];
  });
}
