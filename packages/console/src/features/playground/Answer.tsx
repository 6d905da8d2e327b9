import { formatDuration } from '../../format/number.ts';
import { CodeBlock } from '../../ui/code.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { answerText, faultOfAnswer, wholeText } from './answer.ts';
import type { Sent } from './history.ts';
import { text } from './text.ts';

/** What the client would have got: the words, or what went wrong, and the whole of it. */
export function Answer({ sent }: { sent: Sent }) {
  const { status, response } = sent.answer;
  const words = answerText(response);
  const fault = faultOfAnswer(response);
  return (
    <Panel
      title={text.answer}
      note={
        <span className="flex items-center gap-2">
          <Tag tone={status < 400 ? 'good' : 'bad'}>{text.status(status)}</Tag>
          {text.took(formatDuration(sent.ms))}
        </span>
      }
    >
      <div aria-live="polite">
        {fault !== undefined ? (
          <div className="rounded-md bg-bad-weak px-3 py-2 text-sm">
            <p className="font-medium text-bad">{fault.message}</p>
            {fault.remedy === undefined ? null : <p className="mt-1 text-ink-2">{fault.remedy}</p>}
            {fault.code === undefined ? null : (
              <p className="mt-1 font-mono text-xs text-ink-2">{fault.code}</p>
            )}
          </div>
        ) : words === undefined ? (
          <p className="text-sm text-ink-2">{text.noWords}</p>
        ) : (
          <p data-testid="answer" className="text-sm leading-relaxed break-words whitespace-pre-wrap">
            {words}
          </p>
        )}
      </div>
      <details className="mt-4">
        <summary className="cursor-pointer text-sm text-ink-2 hover:text-ink">{text.whole}</summary>
        <CodeBlock className="mt-2" label={text.whole} text={wholeText(response)} />
      </details>
    </Panel>
  );
}
