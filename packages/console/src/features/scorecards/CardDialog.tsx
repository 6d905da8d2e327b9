import { Link } from '@tanstack/react-router';
import type { Scorecard } from '@weir/core/contract';
import { useEffect, useRef } from 'react';
import { formatMomentLong } from '../../format/time.ts';
import { LinkButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Tag } from '../../ui/tag.tsx';
import { useZone } from '../scope/useZone.ts';
import { Mark } from './Mark.tsx';
import { type Answer, type Question, SECTION_OF, TONES } from './prepare.ts';
import { text } from './text.ts';

function PlaceLink({ workload, question }: { workload: string; question: Question }) {
  const look = `${LINK_CLASS} font-medium`;
  if (question === 'controls')
    return (
      <Link to="/gates/$id" params={{ id: workload }} className={look}>
        {text.place.controls}
      </Link>
    );
  return (
    <Link
      to="/workloads/$id"
      params={{ id: workload }}
      search={{ section: SECTION_OF[question] }}
      className={look}
    >
      {text.place[question]}
    </Link>
  );
}

function Figures({ figures }: Pick<Answer, 'figures'>) {
  const told = Object.entries(figures);
  if (told.length === 0) return null;
  return (
    <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-xs">
      {told.map(([name, value]) => (
        <div key={name} className="flex gap-1.5">
          <dt className="text-ink-3">{text.figureNames[name] ?? name.replaceAll('_', ' ')}</dt>
          <dd className="tabular">{value ?? text.unknown}</dd>
        </div>
      ))}
    </dl>
  );
}

interface CardDialogProps {
  card: Scorecard;
  /** Scrolled to and marked. */
  question: Question | undefined;
  onClose: () => void;
}

/** The seven answers of a workload in words, with their figures and what to do. */
export default function CardDialog({ card, question, onClose }: CardDialogProps) {
  const zone = useZone();
  const asked = useRef<HTMLLIElement>(null);
  useEffect(() => asked.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <Dialog
      wide
      open
      onClose={onClose}
      title={card.name}
      description={text.dialogLead(formatMomentLong(card.as_of, zone))}
    >
      <ul className="-mx-5 divide-y divide-line border-y border-line">
        {card.answers.map((answer) => (
          <li
            key={answer.question}
            ref={answer.question === question ? asked : undefined}
            className={cx('flex gap-3 px-5 py-3', answer.question === question && 'bg-sunken')}
          >
            <Mark state={answer.state} className="mt-0.5 shrink-0" />
            <div className="min-w-0 text-sm">
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <h3 className="font-medium">{answer.text}</h3>
                <Tag tone={TONES[answer.state]}>{text.states[answer.state]}</Tag>
              </div>
              <p className="mt-1 break-words text-ink-2">{answer.answer ?? text.nothing}</p>
              <Figures figures={answer.figures} />
              <p className="mt-1.5 break-words">
                {answer.remedy === undefined ? null : (
                  <>
                    <span className="text-ink-3">{text.todo}: </span>
                    {answer.remedy}{' '}
                  </>
                )}
                <PlaceLink workload={card.workload} question={answer.question} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      <div className="mt-4 flex justify-end">
        <LinkButton to="/workloads/$id" params={{ id: card.workload }}>
          {text.toWorkload}
        </LinkButton>
      </div>
    </Dialog>
  );
}
