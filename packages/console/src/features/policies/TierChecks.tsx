import type { UseFormRegisterReturn } from 'react-hook-form';
import { TIERS } from '../models/search.ts';
import { tierLabels } from '../models/text.ts';

interface TierChecksProps {
  legend: string;
  /** Beneath them: what they mean, or what is wrong with them. */
  note: string;
  field: UseFormRegisterReturn;
}

/** Some of the tiers of models. */
export function TierChecks({ legend, note, field }: TierChecksProps) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-1">
        {TIERS.map((tier) => (
          <label key={tier} className="flex min-h-8 cursor-pointer items-center gap-2 text-sm">
            <input type="checkbox" value={tier} {...field} className="size-4 accent-accent" />
            {tierLabels[tier]}
          </label>
        ))}
      </div>
      <p className="mt-1 text-xs text-ink-3">{note}</p>
    </fieldset>
  );
}
