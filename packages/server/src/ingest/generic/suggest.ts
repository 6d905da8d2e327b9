import type { MappingRules } from '@weir/core/contract';
import { mappingRules } from '@weir/core/contract';

/** Column names by field, plain (lower case, letters and digits), the likeliest first. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  since: [
    'since',
    'usagestart',
    'usagestarttime',
    'starttime',
    'startdate',
    'periodstart',
    'chargeperiodstart',
    'date',
    'day',
    'usagedate',
    'billingdate',
    'timestamp',
    'time',
    'month',
    'period',
    'datum',
    'monat',
  ],
  until: ['until', 'usageend', 'usageendtime', 'endtime', 'enddate', 'periodend', 'chargeperiodend'],
  provider: ['provider', 'vendor', 'serviceprovider', 'publisher', 'anbieter'],
  account: ['account', 'accountid', 'billingaccount', 'billingaccountid', 'organization', 'organizationid'],
  project: ['project', 'projectid', 'projectname', 'workspace', 'workspaceid', 'subaccountid', 'projekt'],
  key: ['key', 'apikey', 'apikeyid', 'keyname', 'keyid'],
  model: ['model', 'modelname', 'modelid', 'modell', 'sku', 'skudescription'],
  unit: ['unit', 'unitofmeasure', 'tokentype', 'meter', 'consumedunit', 'einheit'],
  category: ['category', 'chargecategory', 'kategorie'],
  tier: ['tier', 'servicetier'],
  region: ['region', 'regionid', 'location'],
  quantity: [
    'quantity',
    'usagequantity',
    'amountused',
    'usageamount',
    'tokens',
    'totaltokens',
    'consumedquantity',
    'menge',
  ],
  requests: ['requests', 'requestcount', 'calls', 'apirequests', 'numrequests'],
  cost: [
    'cost',
    'totalcost',
    'amount',
    'costusd',
    'costeur',
    'billedcost',
    'charge',
    'charges',
    'total',
    'price',
    'spend',
    'netamount',
    'kosten',
    'betrag',
  ],
  list_cost: ['listcost', 'publiccost', 'grosscost'],
  effective_cost: ['effectivecost', 'amortizedcost'],
  currency: ['currency', 'billingcurrency', 'currencycode', 'waehrung', 'whrung'],
  invoice: ['invoice', 'invoiceid', 'invoicenumber', 'rechnung', 'rechnungsnummer'],
  description: ['description', 'lineitem', 'item', 'chargedescription', 'beschreibung'],
  user: ['user', 'userid', 'useremail', 'email', 'username', 'nutzer'],
  'quantity.input_tokens': ['inputtokens', 'prompttokens', 'tokensin', 'contexttokens'],
  'quantity.output_tokens': ['outputtokens', 'completiontokens', 'tokensout', 'generatedtokens'],
  'quantity.cache_read_tokens': [
    'cachereadtokens',
    'cachedtokens',
    'cachereadinputtokens',
    'cachedinputtokens',
  ],
  'quantity.cache_write_tokens': ['cachewritetokens', 'cachecreationinputtokens', 'cachecreationtokens'],
};

export interface Suggestion {
  rules: MappingRules;
  /** What somebody must decide, in sentences. */
  open_points: string[];
}

/** Rules for a file by its column names and some of its rows: a beginning for people, not a verdict. */
export function suggestMapping(
  header: readonly string[],
  sample: readonly Readonly<Record<string, unknown>>[],
): Suggestion {
  const columns = columnsOf(header);
  const constants: Record<string, string> = {};
  const open: string[] = [];
  const texts = (field: string) => {
    const column = columns[field];
    return column === undefined
      ? []
      : sample.map((row) => String(row[column] ?? '').trim()).filter((text) => text !== '');
  };
  const figures = ['cost', 'quantity', 'list_cost', 'effective_cost'].flatMap(texts);
  const decimal_comma = figures.some(
    (text) => /\d,\d+\s*\D*$/.test(text) && !/^\D*\d{1,3}(,\d{3})+\D*$/.test(text),
  );
  if (columns['since'] === undefined)
    open.push('No column says when: give columns.since or constants.since.');
  if (columns['provider'] === undefined)
    open.push('No column says who bills: give constants.provider, such as openai.');
  if (columns['cost'] === undefined && !Object.keys(columns).some((field) => field.startsWith('quantity'))) {
    open.push('No column tells a cost or a quantity: give columns.cost or columns.quantity.');
  }
  if (columns['currency'] === undefined) {
    const found = currencyIn(columns['cost'] ?? '', texts('cost'));
    if (found === undefined) open.push('No column says the currency: give constants.currency, such as USD.');
    else constants['currency'] = found;
  }
  const dates = datesOf(texts('since'));
  if (dates === undefined) open.push('Dates can be read with day or month first: set dates to dmy or mdy.');
  const month = texts('since').every((text) => /^\d{4}-?\d{2}$/.test(text)) && texts('since').length > 0;
  return {
    rules: mappingRules.parse({
      columns,
      constants,
      decimal_comma,
      dates: dates ?? 'auto',
      period: month ? 'month' : 'day',
    }),
    open_points: open,
  };
}

function columnsOf(header: readonly string[]): Record<string, string> {
  const columns: Record<string, string> = {};
  const free = new Map(header.map((name) => [name.toLowerCase().replace(/[^a-z0-9]/g, ''), name]));
  for (const [field, names] of Object.entries(NAMES)) {
    const plain = names.find((name) => free.has(name));
    const column = plain === undefined ? undefined : free.get(plain);
    if (plain === undefined || column === undefined) continue;
    columns[field] = column;
    free.delete(plain);
  }
  for (const name of header) {
    const tag = /^(?:tags?[._/:]|label[._/:])(.+)$/i.exec(name)?.[1];
    if (tag !== undefined && !/\s/.test(tag)) columns[`tag.${tag}`] = name;
  }
  return columns;
}

const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', '¥': 'JPY' };

/** A dollar may be of many countries: only a code, or a sign of one currency, says it. */
function currencyIn(column: string, texts: readonly string[]): string | undefined {
  const named = /(?:^|[^A-Za-z])(USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|INR)(?:$|[^A-Za-z])/i.exec(
    `${column} ${texts[0] ?? ''}`,
  )?.[1];
  if (named !== undefined) return named.toUpperCase();
  return Object.entries(SIGNS).find(([sign]) => texts.some((text) => text.includes(sign)))?.[1];
}

/** Undefined when it cannot be told. */
function datesOf(texts: readonly string[]): MappingRules['dates'] | undefined {
  if (texts.length > 0 && texts.every((text) => /^\d{10}(\.\d+)?$|^\d{13}$/.test(text))) return 'epoch';
  const pairs = texts.flatMap((text) => {
    const match = /^(\d{1,2})[/-](\d{1,2})[/-]\d{4}/.exec(text);
    return match === null ? [] : [[Number(match[1]), Number(match[2])] as const];
  });
  if (pairs.length === 0) return 'auto';
  if (pairs.some(([first]) => first > 12)) return 'dmy';
  return pairs.some(([, second]) => second > 12) ? 'mdy' : undefined;
}
