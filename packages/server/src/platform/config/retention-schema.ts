import { z } from 'zod';

const days = z.number().int().min(31).max(36_500).optional();

/** How long each tier of the ledger is kept; statement lines and what is booked in sums stay. */
export const ledgerRetention = z
  .object({
    detail_days: days.describe(
      'Days that single calls and their charges are kept, whole months at a time; for ever when left out. Figures stay.',
    ),
    hourly_days: days.describe('Days that sums by the hour are kept; not fewer than detail_days.'),
    daily_days: days.describe('Days that sums by the day are kept; not fewer than hourly_days.'),
    force: z
      .boolean()
      .default(false)
      .describe(
        'Also drops months whose books are not closed. Without it a month is kept until it is closed.',
      ),
  })
  .strict()
  .refine(
    ({ detail_days, hourly_days, daily_days }) =>
      (detail_days ?? Infinity) <= (hourly_days ?? Infinity) &&
      (hourly_days ?? Infinity) <= (daily_days ?? Infinity),
    { error: 'hourly_days must not be fewer than detail_days, nor daily_days fewer than hourly_days' },
  )
  .prefault({});
