import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Empty } from '../../ui/notice.tsx';
import { headerSnippet, limitSnippet, traceSnippet } from './snippets.ts';
import { text } from './text.ts';

interface TasksEmptyProps {
  isFiltered: boolean;
  /** There are older tasks that were not looked through. */
  hasMore: boolean;
  onClear: () => void;
}

/** Teaches how calls become a task, and how far one may be let go. */
export function TasksEmpty({ isFiltered, hasMore, onClear }: TasksEmptyProps) {
  const gateway = useQuery(statusQuery()).data?.gateway_url ?? 'http://127.0.0.1:4000';
  if (isFiltered) {
    return (
      <Empty title={text.empty} action={<Button onClick={onClear}>{text.clear}</Button>}>
        {hasMore ? text.emptyMore : text.emptyFiltered}
      </Empty>
    );
  }
  return (
    <Empty title={text.empty}>
      <p>{text.emptyLead}</p>
      <CodeBlock className="mt-4" label={text.first} text={headerSnippet(gateway)} />
      <p className="mt-4">{text.emptyTrace}</p>
      <CodeBlock className="mt-4" label={text.traced} text={traceSnippet()} />
      <p className="mt-4">{text.limitLead}</p>
      <CodeBlock className="mt-4" label={text.limit} text={limitSnippet('my-agent')} />
    </Empty>
  );
}
