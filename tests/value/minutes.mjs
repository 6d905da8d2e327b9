/**
 * Loaded before Weir (`NODE_OPTIONS=--import`): what it does every minute it does every second, so that nobody waits for rules that
 * are looked at by the minute. Other timers run as ever.
 */
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const real = globalThis.setInterval;

globalThis.setInterval = (work, ms, ...given) => real(work, ms === MINUTE_MS ? SECOND_MS : ms, ...given);
