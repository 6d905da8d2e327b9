import { existsSync } from 'node:fs';
import { at } from './paths.mjs';

/** Entry points: the command line, and the processes it starts. */
const ENTRIES = ['main', 'control', 'worker', 'shipper', 'sandbox'];

/** Carry native or data files beside their code, so they stay where npm put them. */
const EXTERNAL = [/^chdb(\/|$)/, /^@electric-sql\/pglite(\/|$)/, /^pino(\/|$)/];

/** Bundles with code splitting: a command loads only what it uses, and all chunks lie side by side in `output`. */
export async function buildServer(output) {
  const { rolldown } = await import('rolldown');
  const app = (name) => at('packages/server/src/app', `${name}.ts`);
  const input = Object.fromEntries(
    ENTRIES.map((name) => [name, app(name)]).filter(([, path]) => existsSync(path)),
  );
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: EXTERNAL,
    cwd: at('packages/server'),
    onLog(level, log, next) {
      if (log.code !== 'CIRCULAR_DEPENDENCY' || !/node_modules/.test(log.message)) next(level, log);
    },
  });
  try {
    await bundle.write({
      dir: output,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      sourcemap: true,
    });
  } finally {
    await bundle.close();
  }
}
