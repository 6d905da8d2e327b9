import type { Detector } from '@weir/core/contract';
import { apiKey } from './api-key.ts';
import { email } from './email.ts';
import { iban } from './iban.ts';
import { ipAddress } from './ip-address.ts';
import { nationalId } from './national-id.ts';
import { paymentCard } from './payment-card.ts';
import { phone } from './phone.ts';
import type { TextDetector } from './port.ts';
import { privateKey } from './private-key.ts';

export { normalise } from './normalise.ts';
export type { Span, TextDetector } from './port.ts';

/** Most certain first: what two detectors find in the same place is called by the first one's name. */
const ALL: readonly TextDetector[] = [
  privateKey,
  apiKey,
  email,
  iban,
  paymentCard,
  nationalId,
  ipAddress,
  phone,
];

export function detectorsFor(names: ReadonlySet<Detector>): readonly TextDetector[] {
  return ALL.filter((detector) => names.has(detector.name));
}
