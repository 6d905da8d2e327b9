import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Empty } from '../../ui/notice.tsx';
import { snippetOf } from '../keys/snippets.ts';
import { text } from './text.ts';

export function CallsEmpty({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const gateway = useQuery(statusQuery()).data?.gateway_url ?? 'http://127.0.0.1:4000';
  if (isFiltered) {
    return (
      <Empty title={text.empty} action={<Button onClick={onClear}>{text.clear}</Button>}>
        {text.emptyFiltered}
      </Empty>
    );
  }
  return (
    <Empty title={text.empty}>
      <p>{text.emptyLedger}</p>
      <CodeBlock
        className="mt-4"
        label={text.firstCall}
        text={snippetOf('curl', { gateway, secret: '$WEIR_KEY' })}
      />
    </Empty>
  );
}
