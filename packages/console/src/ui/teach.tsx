import type { ReactNode } from 'react';
import { CodeBlock } from './code.tsx';
import { Empty } from './notice.tsx';

interface TeachProps {
  title: string;
  /** What would stand here, and what one could decide by it. */
  what: string;
  /** What to do first, second, third. */
  steps?: readonly string[];
  /** The same from a shell. */
  command?: { label: string; text: string };
  action?: ReactNode;
}

/** An empty place that teaches: what would be here, what it is good for, and how to get there. */
export function Teach({ title, what, steps = [], command, action }: TeachProps) {
  return (
    <Empty title={title} action={action}>
      <p>{what}</p>
      {steps.length === 0 ? null : (
        <ol className="mx-auto mt-4 flex w-fit max-w-md list-decimal flex-col gap-1.5 pl-5 text-left">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {command === undefined ? null : (
        <CodeBlock className="mt-4 text-left" label={command.label} text={command.text} />
      )}
    </Empty>
  );
}
