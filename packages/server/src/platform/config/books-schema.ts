import { slug } from '@weir/core/contract';
import { z } from 'zod';

const percent = z.number().min(0).max(100);

/** How strictly the books are kept, and how accounts of providers relate to what Weir knows. */
export const booksConfig = z
  .object({
    four_eyes: z.boolean().default(false).describe('Who proposed a change to the books may not approve it.'),
    gap_percent: percent
      .default(0.5)
      .describe(
        'Of a bill: differences that nobody has decided on and that are greater stand in the way of closing.',
      ),
    tolerance_percent: percent
      .default(0.01)
      .describe('Of a bill: a difference of a day, model and unit that is smaller counts as matched.'),
    without_bill: z
      .array(z.string().min(1))
      .default([])
      .describe('Providers that send no bill, such as hosts of your own: months are closed without one.'),
    accounts: z
      .array(
        z
          .object({
            bills: z.string().min(1).describe('Provider as its bills name it: `openai`, `anthropic` ...'),
            account: z.string().min(1).optional().describe('Billing account or organization.'),
            project: z.string().min(1).optional().describe('Project, workspace or subscription.'),
            key: z.string().min(1).optional().describe("Id or name of the provider's key."),
            provider: z
              .string()
              .min(1)
              .optional()
              .describe('Provider of Weir that calls with it; absent: none does, all of it passes Weir by.'),
            workload: slug.optional().describe('Whom it is booked to when it passed Weir by.'),
          })
          .strict(),
      )
      .default([])
      .describe('Whose the accounts, projects and keys on bills are. The first that fits holds.'),
  })
  .strict()
  .prefault({});
