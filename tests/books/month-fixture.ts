import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningWeir, startWeir } from '../support/weir.ts';

const CLOCK = fileURLToPath(new URL('./clock.mjs', import.meta.url));
const today = new Date();
const first = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1));

/** The month that is lived through and closed: the last one, of UTC. */
export const MONTH = first.toISOString().slice(0, 7);
export const SINCE = `${MONTH}-01`;
export const UNTIL = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1))
  .toISOString()
  .slice(0, 10);
export const day = (n: number) => `${MONTH}-${String(n).padStart(2, '0')}`;

/** From now to noon of the 20th of that month. */
export const BACK_THEN_MS = Date.parse(`${day(20)}T12:00:00Z`) - Date.now();

/** A Weir whose processes can be started at another time, on one directory. */
export class Installation {
  readonly dir = mkdtempSync(join(tmpdir(), 'weir-books-'));
  private readonly config: string;
  private readonly preloaded: readonly string[];
  private running: RunningWeir | undefined;

  /** `preloaded`: modules that all its processes load before Weir, beside the clock. */
  constructor(config: object, preloaded: readonly string[] = []) {
    this.config = JSON.stringify(config);
    this.preloaded = [CLOCK, ...preloaded];
  }

  get weir(): RunningWeir {
    if (this.running === undefined) throw new Error('it is not started');
    return this.running;
  }

  async start(shiftMs = 0): Promise<RunningWeir> {
    const { NODE_OPTIONS: given = '' } = process.env;
    const imports = this.preloaded.map((file) => `--import=${file}`).join(' ');
    const env = { NODE_OPTIONS: `${given} ${imports}`, WEIR_TEST_CLOCK_SHIFT_MS: String(shiftMs) };
    const keys = { ACME_OPENAI_KEY: 'sk-1', ACME_ANTHROPIC_KEY: 'sk-ant-1' };
    this.running = await startWeir({ dir: this.dir, config: this.config, env: { ...env, ...keys } });
    return this.running;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Two providers at one address, and whose their projects are. */
export function configOf(url: string): object {
  return {
    providers: [
      {
        id: 'acme-openai',
        dialect: 'openai',
        base_url: `${url}/v1`,
        price_provider: 'openai',
        models: ['gpt-4o', 'gpt-4o-mini', 'gpt-5-mini'],
      },
      {
        id: 'acme-anthropic',
        dialect: 'anthropic',
        base_url: url,
        price_provider: 'anthropic',
        models: ['claude-haiku-4-5', 'claude-sonnet-4-6'],
      },
    ],
    sandbox: { enabled: false },
    books: {
      accounts: [
        { bills: 'openai', project: 'proj_app', provider: 'acme-openai' },
        { bills: 'openai', project: 'proj_traced', provider: 'openai' },
        { bills: 'openai', project: 'proj_labs', workload: 'labs' },
        { bills: 'anthropic', project: 'wrkspc_app', provider: 'acme-anthropic' },
        { bills: 'anthropic', project: 'wrkspc_labs', workload: 'labs' },
      ],
    },
  };
}

export const CUR_COLUMNS = [
  'bill_billing_period_start_date',
  'bill_payer_account_id',
  'line_item_usage_account_id',
  'line_item_line_item_type',
  'line_item_usage_start_date',
  'line_item_usage_end_date',
  'line_item_product_code',
  'line_item_usage_type',
  'line_item_operation',
  'line_item_usage_amount',
  'line_item_currency_code',
  'line_item_unblended_cost',
  'line_item_line_item_description',
  'pricing_unit',
  'pricing_public_on_demand_cost',
] as const;

/** A row of a Cost and Usage Report: thousands of tokens of Claude on Bedrock. */
export function curRow(kind: 'input' | 'output', thousands: string, cost: string): string {
  const values: Record<(typeof CUR_COLUMNS)[number], string> = {
    bill_billing_period_start_date: `${SINCE}T00:00:00.000Z`,
    bill_payer_account_id: '111122223333',
    line_item_usage_account_id: '444455556666',
    line_item_line_item_type: 'Usage',
    line_item_usage_start_date: `${day(9)}T10:00:00.000Z`,
    line_item_usage_end_date: `${day(9)}T11:00:00.000Z`,
    line_item_product_code: 'AmazonBedrock',
    line_item_usage_type: `USE1-Claude4.6Sonnet-${kind}-tokens`,
    line_item_operation: 'InvokeModelInference',
    line_item_usage_amount: thousands,
    line_item_currency_code: 'USD',
    line_item_unblended_cost: cost,
    line_item_line_item_description: `Claude on Bedrock ${kind}`,
    pricing_unit: '1K tokens',
    pricing_public_on_demand_cost: cost,
  };
  return CUR_COLUMNS.map((name) => values[name]).join(',');
}

/** A FOCUS 1.2 bill of one row. */
export function focusBill(cost: string): string {
  const row: Record<string, string> = {
    BilledCost: cost,
    BillingAccountId: 'acct-1',
    BillingCurrency: 'USD',
    BillingPeriodStart: `${SINCE}T00:00:00Z`,
    BillingPeriodEnd: `${UNTIL}T00:00:00Z`,
    ChargeCategory: 'Usage',
    ChargeDescription: 'Tokens of a model',
    ChargePeriodStart: `${day(5)}T00:00:00Z`,
    ChargePeriodEnd: `${day(6)}T00:00:00Z`,
    ConsumedQuantity: '5000000',
    ConsumedUnit: 'Tokens',
    EffectiveCost: cost,
    ListCost: cost,
    InvoiceId: 'INV-9',
    ProviderName: 'Microsoft',
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: 'Azure OpenAI',
    SkuMeter: 'Output Tokens',
    SubAccountId: 'sub-1',
  };
  return `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;
}
