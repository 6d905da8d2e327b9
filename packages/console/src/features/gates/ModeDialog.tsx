import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { GateMode, GateSettings, GateSummary } from '@weir/core/contract';
import { useState } from 'react';
import { faultOf } from '../../api/failure.ts';
import { changeGateSettings } from '../../api/gate-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { dayStart } from '../../format/days.ts';
import { formatDay, toInputValue } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { useZone } from '../scope/useZone.ts';
import { openInProduction, wouldRefuse } from './prepare.ts';
import { itemTexts, modeText as text } from './text.ts';

const MODES = ['off', 'grace', 'enforce'] as const satisfies readonly GateMode[];

function Concerned({ gates }: { gates: readonly GateSummary[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="mt-2 max-h-40 overflow-y-auto" tabIndex={0} aria-label={text.concerned}>
      <ul className="flex flex-col gap-1 text-sm">
        {gates.map(({ workload, missing }) => (
          <li key={workload} className="break-words">
            <span className="font-medium">{workload}</span>{' '}
            <span className="text-ink-3">{text.lacks(missing.map((id) => itemTexts[id]).join(', '))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ConsequenceProps {
  mode: GateMode;
  until: string | undefined;
  gates: readonly GateSummary[];
  zone: string;
}

/** Says before it is done whose calls will be refused, and whose no more. */
function Consequence({ mode, until, gates, zone }: ConsequenceProps) {
  const open = openInProduction(gates);
  const refuses = wouldRefuse(mode, until);
  const freed = refuses === 'now' ? [] : open.filter(({ traffic }) => traffic === 'refused');
  if (refuses === 'never' || open.length === 0) {
    return (
      <>
        <p>{mode === 'off' ? text.silent : refuses === 'never' ? text.warns : text.refusesNothing}</p>
        {freed.length === 0 ? null : (
          <>
            <p className="mt-2 font-medium">{text.frees(freed.length)}</p>
            <Concerned gates={freed} />
          </>
        )}
      </>
    );
  }
  return (
    <>
      <p className="font-medium">
        {refuses === 'now'
          ? text.refusesNow(open.length)
          : text.refusesLater(open.length, formatDay(until ?? '', zone))}
      </p>
      <Concerned gates={open} />
    </>
  );
}

interface ModeDialogProps {
  settings: GateSettings;
  gates: readonly GateSummary[];
  onClose: () => void;
}

export default function ModeDialog({ settings, gates, onClose }: ModeDialogProps) {
  const zone = useZone();
  const client = useQueryClient();
  const [mode, setMode] = useState(settings.mode);
  const [day, setDay] = useState(
    settings.grace_until === undefined ? '' : toInputValue(new Date(settings.grace_until), zone).slice(0, 10),
  );
  const [isSure, setSure] = useState(false);
  const until = mode === 'grace' ? dayStart(day, zone) : undefined;
  const isPast = until !== undefined && Date.parse(until) <= Date.now();
  const refused = wouldRefuse(mode, until) === 'now' ? openInProduction(gates).length : 0;
  const saving = useMutation({
    mutationFn: () => changeGateSettings({ mode, grace_until: until ?? null }),
    onSuccess: ({ mode: set }) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      announce(text.done(set));
      onClose();
    },
  });
  const fault = faultOf(saving.error, 'grace_until');
  return (
    <Dialog open onClose={onClose} title={text.dialogTitle} description={text.dialogLead}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPast && (refused === 0 || isSure)) saving.mutate();
        }}
      >
        <fieldset className="min-w-0">
          <legend className="mb-1 text-sm font-medium">{text.mode}</legend>
          <div className="flex flex-col divide-y divide-line rounded-md border border-line-strong">
            {MODES.map((value) => (
              <label key={value} className="flex cursor-pointer items-start gap-2.5 px-3 py-2.5">
                <input
                  type="radio"
                  name="mode"
                  value={value}
                  checked={mode === value}
                  onChange={() => {
                    setMode(value);
                    setSure(false);
                  }}
                  className="mt-0.5 size-4 shrink-0 accent-accent"
                />
                <span className="min-w-0">
                  <span className="block text-sm font-medium">{text.modes[value]}</span>
                  <span className="block text-xs text-ink-3">{text.now[value]}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {mode === 'grace' ? (
          <Field
            label={text.graceUntil}
            hint={text.graceUntilHint(zone)}
            error={isPast ? text.inPast : fault}
            optional
          >
            {(tie) => (
              <Input type="date" {...tie} value={day} onChange={(event) => setDay(event.target.value)} />
            )}
          </Field>
        ) : null}
        <div aria-live="polite" className="rounded-md bg-sunken px-4 py-3 text-sm">
          <Consequence mode={mode} until={until} gates={gates} zone={zone} />
        </div>
        {refused === 0 ? null : (
          <Check
            label={text.sure(refused)}
            checked={isSure}
            onChange={(event) => setSure(event.target.checked)}
          />
        )}
        {saving.error === null || fault !== undefined ? null : <Failure error={saving.error} />}
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          <Button
            type="submit"
            look={refused === 0 ? 'primary' : 'danger'}
            disabled={saving.isPending || isPast || (refused > 0 && !isSure)}
          >
            {saving.isPending ? text.saving : text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
