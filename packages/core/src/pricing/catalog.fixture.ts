import listText from '../../../../catalog/prices/list.json?raw';
import overridesText from '../../../../catalog/prices/overrides.json?raw';
import unitsText from '../../../../catalog/units.json?raw';
import { parseUnits } from '../usage/index.ts';
import { createPriceBook } from './create-book.ts';
import { parseOverrides } from './overrides.ts';
import { parsePriceList } from './parse-list.ts';

/** The catalog as shipped, for tests. */
export const units = parseUnits(JSON.parse(unitsText));
export const list = parsePriceList(JSON.parse(listText), units);
export const catalogOverrides = parseOverrides(JSON.parse(overridesText), units);
export const book = createPriceBook(list, units, { catalog: catalogOverrides });

/** A day after every price that was dated when the snapshot was taken, and before announced ones. */
export const NOVEMBER_2026 = Date.parse('2026-11-15T12:00:00Z');
