import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { WeirError } from '@weir/core/errors';
import { complaintsOf, dotted } from './complaints.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { type Config, configSchema } from './schema.ts';
import { EMPTY_SOURCE, readSource, type Source } from './source.ts';

export interface LoadOptions {
  cwd: string;
  env: Environment;
  /** Must exist when named; otherwise `WEIR_CONFIG`, otherwise `weir.yaml` in cwd if there is one. */
  file?: string;
  /** Shaped like weir.yaml; from the command line. Wins over everything. */
  overrides?: Record<string, unknown>;
}

const DEFAULT_FILE = 'weir.yaml';

/**
 * The configuration in force: defaults, file, environment, overrides, the last winning; `data_dir` is made absolute.
 * Throws `config_invalid` with one line for each fault: `weir.yaml:12: gateway.port must be ...; remedy`.
 */
export function loadConfig({ cwd, env, file, overrides = {} }: LoadOptions): Config {
  const named = file ?? (env['WEIR_CONFIG'] || undefined);
  const path = resolve(cwd, named ?? DEFAULT_FILE);
  const label = relative(cwd, path).startsWith('..') ? path : relative(cwd, path);
  const source = readFile(path, named !== undefined);
  if (source.errors.length > 0)
    throw invalid(source.errors.map(({ line, text }) => `${label}:${line}: ${text}`));

  const origins = new Map<string, string>();
  const raw = structuredClone(source.value);
  for (const { name, path: at, value } of readEnvironment(env)) {
    setAt(raw, at, value);
    origins.set(dotted(at), name);
  }
  merge(raw, overrides, [], origins);

  const parsed = configSchema.safeParse(raw);
  const faults = parsed.success
    ? crossFaults(parsed.data)
    : parsed.error.issues.flatMap((i) => complaintsOf(i, raw));
  if (faults.length > 0 || !parsed.success) {
    throw invalid(
      located(faults, (at) => origins.get(dotted(at)) ?? { file: label, line: source.lineOf(at) }),
    );
  }
  return { ...parsed.data, data_dir: resolve(cwd, parsed.data.data_dir) };
}

function readFile(path: string, mustExist: boolean): Source {
  try {
    return readSource(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !mustExist) return EMPTY_SOURCE;
    throw new WeirError(
      'config_invalid',
      `The configuration file ${path} cannot be read (${code ?? 'unknown'})`,
      {
        remedy: 'Name an existing file with --config (WEIR_CONFIG), or leave it out for the defaults.',
        cause: error,
      },
    );
  }
}

/** In the order of the file; those from elsewhere first. */
function located(
  faults: readonly { path: readonly PropertyKey[]; text: string }[],
  placeOf: (path: readonly PropertyKey[]) => string | { file: string; line: number },
): string[] {
  return faults
    .map(({ path, text }) => {
      const place = placeOf(path);
      if (typeof place === 'string') return { line: 0, text: `${place}: ${text}` };
      return { line: place.line, text: `${place.file}:${place.line}: ${text}` };
    })
    .sort((a, b) => a.line - b.line)
    .map(({ text }) => text);
}

/** Faults between settings that are each right by themselves. */
function crossFaults(config: Config): { path: readonly PropertyKey[]; text: string }[] {
  const faults: { path: readonly PropertyKey[]; text: string }[] = [];
  if (config.gateway.port !== 0 && config.gateway.port === config.admin.port) {
    const text = `admin.port must differ from gateway.port, but both are ${config.admin.port}; choose another`;
    faults.push({ path: ['admin', 'port'], text });
  }
  for (const section of ['gateway', 'admin'] as const) {
    const { tls } = config[section];
    if (tls?.require_client_cert !== true || tls.client_ca_file !== undefined) continue;
    const text = `${section}.tls.require_client_cert needs ${section}.tls.client_ca_file, but it is missing; name the authorities whose certificates are taken`;
    faults.push({ path: [section, 'tls', 'require_client_cert'], text });
  }
  const seen = new Set<string>();
  config.providers.forEach(({ id }, i) => {
    const text = `providers[${i}].id must be unique, but ${id} is there twice; rename one of them`;
    if (seen.has(id)) faults.push({ path: ['providers', i, 'id'], text });
    seen.add(id);
  });
  return faults;
}

function setAt(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node = root;
  path.slice(0, -1).forEach((part) => {
    if (!isSection(node[part])) node[part] = {};
    node = node[part] as Record<string, unknown>;
  });
  node[path.at(-1) as string] = value;
}

function merge(
  root: Record<string, unknown>,
  overrides: Record<string, unknown>,
  at: readonly string[],
  origins: Map<string, string>,
): void {
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    const path = [...at, name];
    if (isSection(value)) merge(root, value, path, origins);
    else {
      setAt(root, path, value);
      origins.set(dotted(path), 'command line');
    }
  }
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(lines: readonly string[]): WeirError {
  return new WeirError('config_invalid', lines.join('\n'), {
    remedy: 'Every setting is described in docs/reference/configuration.md.',
  });
}
