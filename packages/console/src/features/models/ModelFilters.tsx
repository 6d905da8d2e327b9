import { useQuery } from '@tanstack/react-query';
import { Check, ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { providersQuery } from '../../api/gateway-queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Select } from '../../ui/select.tsx';
import { CAPABILITIES, type ModelsSearch, TIERS } from './search.ts';
import { capabilityLabel, text, tierLabels } from './text.ts';

const ANY = '-';
const TYPING_MS = 200;

interface ModelFiltersProps {
  search: ModelsSearch;
  onChange: (part: Partial<ModelsSearch>) => void;
}

/** What is typed reaches the address when typing pauses. */
function SearchInput({ search, onChange }: ModelFiltersProps) {
  const [typed, setTyped] = useState(search.search ?? '');
  const inAddress = search.search ?? '';
  // an address that came from here must not take back what was typed since
  const sent = useRef(inAddress);
  useEffect(() => {
    if (inAddress === sent.current) return;
    sent.current = inAddress;
    setTyped(inAddress);
  }, [inAddress]);
  useEffect(() => {
    if (typed === inAddress) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      onChange({ search: typed === '' ? undefined : typed });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, inAddress, onChange]);
  return (
    <Input
      type="search"
      aria-label={text.search}
      placeholder={text.search}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      autoComplete="off"
      spellCheck={false}
      className="!h-8 sm:!w-56"
    />
  );
}

function CapabilityPicker({ search, onChange }: ModelFiltersProps) {
  const chosen = search.capability ?? [];
  const toggle = (name: string) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
    onChange({ capability: next.length === 0 ? undefined : next });
  };
  return (
    <Popover
      title={text.capability}
      className="w-64"
      trigger={
        <button type="button" className={buttonClass('plain', 'sm')}>
          {chosen.length === 0 ? text.capabilityNone : chosen.map(capabilityLabel).join(', ')}
          <ChevronDown aria-hidden className="!size-3.5 text-ink-3" />
        </button>
      }
    >
      <div className="flex flex-col">
        {CAPABILITIES.map((name) => (
          <label key={name} className="flex min-h-8 cursor-pointer items-center gap-2">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={() => toggle(name)}
              className="size-4 accent-accent"
            />
            {capabilityLabel(name)}
          </label>
        ))}
      </div>
    </Popover>
  );
}

export function ModelFilters({ search, onChange }: ModelFiltersProps) {
  const known = useQuery(providersQuery()).data?.data ?? [];
  const named = known.filter(({ sandbox }) => !sandbox).map(({ price_provider }) => price_provider);
  const providers = [
    ...new Set([...named, ...(search.provider === undefined ? [] : [search.provider])]),
  ].sort();
  const isAvailable = search.available !== undefined;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchInput search={search} onChange={onChange} />
      <Select
        showLabel
        label={text.provider}
        value={search.provider ?? ANY}
        choices={[
          { value: ANY, label: text.anyProvider },
          ...providers.map((value) => ({ value, label: value })),
        ]}
        onChange={(next) => onChange({ provider: next === ANY ? undefined : next })}
      />
      <Select
        showLabel
        label={text.tier}
        value={search.tier ?? ANY}
        choices={[
          { value: ANY, label: text.anyTier },
          ...TIERS.map((value) => ({ value, label: tierLabels[value] })),
        ]}
        onChange={(next) => onChange({ tier: next === ANY ? undefined : next })}
      />
      <CapabilityPicker search={search} onChange={onChange} />
      <button
        type="button"
        aria-pressed={isAvailable}
        className={buttonClass(
          'plain',
          'sm',
          isAvailable ? '!border-accent/40 !bg-accent-weak text-accent-strong' : '',
        )}
        onClick={() => onChange({ available: isAvailable ? undefined : 'true' })}
      >
        {isAvailable ? <Check aria-hidden /> : null}
        {text.available}
      </button>
    </div>
  );
}
