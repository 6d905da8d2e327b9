import type { RunningWeir } from '../../support/weir.ts';

/** The month before this one, which can be closed. */
export const LAST_MONTH = (() => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15)).toISOString().slice(0, 7);
})();
export const MAPPING = 'openai-invoices';
export const SOURCE = 'openai-bill';
const CALLS_A_DAY = 4;
const INPUT = 500_000;
const OUTPUT = 50_000;

const day = (number: number) => `${LAST_MONTH}-${String(number).padStart(2, '0')}`;

/** Calls as another gateway has logged them: gpt-4o-mini on days 3 to 5, gpt-5-mini on day 12. */
function callsFile(): string {
  const calls = [3, 4, 5].flatMap((number) =>
    Array.from(
      { length: CALLS_A_DAY },
      (_, hour) => `${day(number)}T1${hour}:00:00Z,openai,gpt-4o-mini,${INPUT},${OUTPUT}`,
    ),
  );
  return [
    'at,provider,model,input_tokens,output_tokens',
    ...calls,
    `${day(12)}T10:00:00Z,openai,gpt-5-mini,${INPUT},0`,
    '',
  ].join('\n');
}

/** Amount of a million tokens of gpt-4o-mini: 0.15 in, 0.60 out; of gpt-5: 1.25 in. */
const bill = (further: readonly string[]) =>
  [
    'Date,Model,Unit,Quantity,Amount,Currency,Project',
    ...[3, 4, 5].flatMap((number) => [
      `${day(number)},gpt-4o-mini,input_tokens,2000000,${number === 5 ? '0.36' : '0.30'},USD,proj_app`,
      number === 4
        ? `${day(number)},gpt-4o-mini,output_tokens,300000,0.18,USD,proj_app`
        : `${day(number)},gpt-4o-mini,output_tokens,200000,0.12,USD,proj_app`,
    ]),
    `${day(9)},gpt-5,input_tokens,2000000,2.50,USD,proj_labs`,
    ...further,
    '',
  ].join('\n');

/** The provider's bill: a price and a quantity that differ, shadow traffic, and a row whose amount nobody can read. */
export const BILL = bill([`${day(10)},gpt-5,input_tokens,1000,about a cent,USD,proj_labs`]);
/** The last day, by which the month is known to be told whole. */
export const REST_OF_BILL = bill([`${day(28)},gpt-5,input_tokens,1000,0.00125,USD,proj_labs`]);

export const RULES = {
  columns: {
    since: 'Date',
    model: 'Model',
    unit: 'Unit',
    quantity: 'Quantity',
    cost: 'Amount',
    currency: 'Currency',
    project: 'Project',
  },
  constants: { provider: 'openai' },
};

export async function importCalls(weir: RunningWeir): Promise<void> {
  const response = await fetch(`${weir.adminUrl}/api/v1/imports/calls?format=csv&workload=playground`, {
    method: 'POST',
    headers: { authorization: `Bearer ${weir.adminToken}`, 'content-type': 'application/octet-stream' },
    body: callsFile(),
  });
  const answer = await response.text();
  if (!answer.includes('"type":"done"')) throw new Error(`calls were not imported: ${answer}`);
}
