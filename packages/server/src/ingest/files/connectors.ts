import { awsCur } from '../aws/cur.ts';
import { azureCosts } from '../azure/costs.ts';
import { focus } from '../focus/format.ts';
import { genericFile, type SavedMappings } from '../generic/generic.ts';
import { googleBilling } from '../google/billing.ts';
import type { PlaceDeps } from '../places/index.ts';
import type { Connector } from '../sources/port.ts';
import { billConnector } from './bill.ts';

/** Connectors of all formats of files here: bills of the clouds, and any file by a mapping. */
export function fileConnectors(places: PlaceDeps, mappings: SavedMappings): readonly Connector[] {
  return [
    billConnector(awsCur, places),
    billConnector(azureCosts, places),
    billConnector(googleBilling, places),
    billConnector(focus, places),
    billConnector(genericFile(mappings), places),
  ];
}
