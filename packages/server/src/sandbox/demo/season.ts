import type { Profile } from './profiles.ts';

const HOUR_MS = 3_600_000;
/** The company works in Central European winter time; its days look an hour early in UTC. */
const ZONE_OFFSET_HOURS = 1;

/** Relative traffic by local hour; each sums to about 24. */
const HOURS: Record<Profile['hours'], readonly number[]> = {
  office: [
    0, 0, 0, 0, 0, 0.1, 0.3, 1, 2.3, 3, 3, 2.6, 1.5, 2.2, 2.8, 2.4, 1.7, 0.7, 0.2, 0.1, 0.05, 0.05, 0, 0,
  ],
  consumer: [
    0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 0.9, 1.4, 1.7, 1.7, 1.5, 1.4, 1.4, 1.4, 1.4, 1.5, 1.7, 1.9, 1.9, 1.5,
    0.8, 0.4, 0.2,
  ],
  batch: [
    0.6, 0.6, 0.8, 0.8, 0.8, 0.9, 1.1, 1.4, 1.6, 1.6, 1.4, 1.2, 1.2, 1.3, 1.4, 1.2, 1, 0.9, 0.8, 0.8, 0.7,
    0.7, 0.6, 0.6,
  ],
};

/** Expected calls in the UTC hour that begins at `hourStart`, if a working day had `perDay`. */
export function expectedCalls(profile: Profile, hourStart: number, perDay: number): number {
  const local = new Date(hourStart + ZONE_OFFSET_HOURS * HOUR_MS);
  const weekday = local.getUTCDay();
  const weekend = weekday === 0 || weekday === 6 ? profile.weekend : 1;
  // Mondays are busy, Fridays end early.
  const day = weekday === 1 ? 1.12 : weekday === 5 ? 0.9 : 1;
  return ((HOURS[profile.hours][local.getUTCHours()] ?? 1) / 24) * perDay * weekend * day;
}
