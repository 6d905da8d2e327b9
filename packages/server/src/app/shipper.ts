import { startLedgerWriter } from '../ledger/writer/index.ts';
import { writeFileAtomic } from '../platform/atomic-file.ts';
import { systemClock } from '../platform/clock.ts';
import { createUuidV7 } from '../platform/ids.ts';
import { createLogger } from '../platform/log.ts';
import { liveAsChild, startAsChild, tellSupervisor } from './child-life.ts';
import { dataDirOf } from './data-dir.ts';
import { linkToControl } from './link.ts';
import { openRetention } from './retention.ts';
import { inheritedConfig } from './roles.ts';
import { remoteLedger } from './shipper/remote-ledger.ts';
import { SpoolReports } from './shipper/spool-reports.ts';
import { SPOOL_TOPICS } from './spool-wire.ts';

/**
 * Beside the workers of a host without control: ships what they record to the control that leads, tells it what lies
 * here, and keeps its last rules on disk, so that workers can start while control is away.
 */
const config = inheritedConfig();
const log = createLogger(config.log.level).child({ role: 'shipper' });
const REPORT_MS = 500;
const PURGE_MS = 3_600_000;
const FINDING_MS = 5_000;

await startAsChild(log, async () => {
  const dir = dataDirOf(config.data_dir);
  const id = `ship-${createUuidV7(systemClock)()}`;
  const channel = linkToControl(config, dir, id, process.env, log);
  channel.on('state', (state) => writeFileAtomic(dir.admissionFile, JSON.stringify(state)));
  const reports: SpoolReports = new SpoolReports(dir.spool, channel, () => writer.status());
  const writer = startLedgerWriter({
    root: dir.spool,
    store: remoteLedger(channel),
    config: config.spool,
    clock: systemClock,
    log,
    onLanded: () => {},
    onFinding(finding) {
      log.warn(finding, 'finding');
      channel.request(SPOOL_TOPICS.finding, finding, FINDING_MS).catch((error: unknown) => {
        log.error({ err: error, finding }, 'finding not told to control');
      });
    },
    onMark: (instance, mark) => reports.landed(instance, mark),
  });
  channel.onConnect(() => {
    reports.reconnected();
    void reports.send();
  });
  const reporting = setInterval(() => void reports.send(), REPORT_MS);
  const retention = openRetention(dir, process.env);
  const purging = setInterval(() => {
    void retention.purge(systemClock.now()).catch((error: unknown) => {
      log.error({ err: error }, 'expired prompts and completions could not be removed');
    });
  }, PURGE_MS);

  liveAsChild(log, async () => {
    clearInterval(purging);
    await writer.drain().catch((error: unknown) => log.warn({ err: error }, 'spool left for the next start'));
    await reports.send();
    clearInterval(reporting);
    await writer.stop();
    channel.close();
  });
  tellSupervisor({ type: 'ready' });
});
