import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Context, defineCommand } from '../command.ts';
import { type ConnectionOptions, configOf, runningControl } from '../connect.ts';
import { type Check, guarded, ok } from '../doctor/check.ts';
import { checkDataDir, checkLock, checkNode, checkPorts, checkPriceList } from '../doctor/machine.ts';
import { hasFailed, printChecks } from '../doctor/report.ts';
import { checkService } from '../doctor/service.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliDeps } from '../ports.ts';

export const doctorCommand = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'doctor',
    summary: 'check this machine and this Weir, and say what to do',
    description:
      'Check Node.js, configuration, data directory, ports, stores, spool, gateway, providers, clock and prices.\n' +
      'Each line is ok, warn or fail with its remedy; exit 1 when one fails. Keys are never shown.',
    examples: [
      ['weir doctor', 'the Weir of this directory'],
      ['weir doctor --json | jq ".checks[] | select(.level != \\"ok\\")"', 'what is not well'],
    ],
    async run(context, options) {
      const checks = await examine(context, options);
      printChecks(context.out, checks);
      if (hasFailed(checks)) context.exitWith(EXIT.failed);
    },
  });

async function examine(context: Context, options: ConnectionOptions): Promise<Check[]> {
  const { io } = context;
  const node = checkNode(process.versions.node);
  const elsewhere = options.url ?? io.env['WEIR_ADMIN_URL'];
  const service = async (running: boolean) => guarded('weir', () => checkService(io, context.api, running));
  if (elsewhere) return [...node, ...(await service(true))];
  const configuration = await guarded('configuration', () => {
    configOf(io, options);
    return [ok('configuration', 'valid')];
  });
  if (hasFailed(configuration)) return [...node, ...configuration];
  const config = configOf(io, options);
  const dataDir = resolve(io.cwd, config.data_dir);
  const running = (await runningControl(dataDir)) !== undefined;
  return [
    ...node,
    ...configuration,
    ...(await guarded('data directory', () => checkDataDir(dataDir))),
    ...(await guarded('price list', () => checkPriceList(io.env, io.now()))),
    ...(await guarded('lock', () => checkLock(dataDir))),
    ...(running ? [] : await guarded('ports', () => checkPorts(config))),
    ...(existsSync(dataDir) ? await service(running) : []),
  ];
}
