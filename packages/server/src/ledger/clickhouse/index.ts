import type { Logger } from '../../platform/log.ts';
import type { SqlEngine } from '../sql/engine.ts';
import type { ClickHouseOptions } from './connection.ts';
import { openClickHouseEngine } from './engine.ts';

export { type ClickHouseOptions, clickHouseOptions } from './connection.ts';

/** The engine of a ledger on a ClickHouse server; nothing is asked of the server yet. */
export function connectClickHouse(options: ClickHouseOptions & { log: Logger }): SqlEngine {
  return openClickHouseEngine(options);
}
