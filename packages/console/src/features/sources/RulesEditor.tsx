import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import type { RuleFields } from './prepare.ts';
import { fieldLabels, formText as text } from './text.ts';

const TAG = 'tag.';
const CHOICES = [
  ...Object.entries(fieldLabels).map(([value, label]) => ({ value, label })),
  { value: TAG, label: text.tagName },
];

interface RulesEditorProps {
  rules: readonly RuleFields[];
  onChange: (rules: RuleFields[]) => void;
  error: string | undefined;
}

/** What of a line says whose it is: field, value, tags. */
export function RulesEditor({ rules, onChange, error }: RulesEditorProps) {
  const put = (at: number, part: Partial<RuleFields>) =>
    onChange(rules.map((rule, index) => (index === at ? { ...rule, ...part } : rule)));
  return (
    <div className="flex flex-col gap-2">
      {rules.map((rule, at) => {
        const isTag = rule.field.startsWith(TAG);
        const place = at + 1;
        return (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is named by its place
            key={at}
            aria-label={text.rule(place)}
            className="grid grid-cols-[1fr_2rem] gap-2 sm:grid-cols-[9rem_1fr_1.4fr_2rem]"
          >
            <div className="flex flex-col gap-2">
              <Select
                label={text.ruleField(place)}
                value={isTag ? TAG : rule.field}
                choices={CHOICES}
                onChange={(field) => put(at, { field })}
                className="!h-9 w-full"
              />
              {isTag ? (
                <Input
                  aria-label={text.tagName}
                  value={rule.field.slice(TAG.length)}
                  onChange={(event) => put(at, { field: `${TAG}${event.target.value.trim()}` })}
                />
              ) : null}
            </div>
            <IconButton
              label={text.removeRule(place)}
              className="sm:order-last"
              onClick={() => onChange(rules.filter((_, index) => index !== at))}
            >
              <X aria-hidden />
            </IconButton>
            <Input
              aria-label={text.ruleIs(place)}
              placeholder={text.isHint}
              value={rule.is}
              onChange={(event) => put(at, { is: event.target.value })}
              className="col-span-2 sm:col-span-1"
            />
            <Input
              aria-label={text.ruleTags(place)}
              placeholder={text.tagsHint}
              value={rule.tags}
              onChange={(event) => put(at, { tags: event.target.value })}
              className="col-span-2 sm:col-span-1"
            />
          </fieldset>
        );
      })}
      {error === undefined ? null : <p className="text-xs text-bad">{error}</p>}
      <Button
        size="sm"
        className="self-start"
        onClick={() => onChange([...rules, { field: 'project', is: '', tags: '' }])}
      >
        <Plus aria-hidden />
        {text.addRule}
      </Button>
    </div>
  );
}
