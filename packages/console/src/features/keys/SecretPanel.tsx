import { useQuery } from '@tanstack/react-query';
import type { KeyWithSecret } from '@weir/core/contract';
import { useState } from 'react';
import { statusQuery, workloadsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { exampleModel, LANGUAGES, type Language, snippetOf } from './snippets.ts';
import { secretText } from './text.ts';

/** The one time a secret is seen, with a first call that uses it. */
export function SecretPanel({ created, onDone }: { created: KeyWithSecret; onDone: () => void }) {
  const [language, setLanguage] = useState<Language>('curl');
  const gateway = useQuery(statusQuery()).data?.gateway_url ?? 'http://127.0.0.1:4000';
  const workload = useQuery(workloadsQuery()).data?.find(({ id }) => id === created.workload);
  const model = exampleModel(workload?.approved_models ?? []);
  return (
    <div className="flex flex-col gap-5">
      <div>
        <p className="mb-1 text-sm font-medium">{secretText.secret}</p>
        <div className="flex items-center gap-1 rounded-md border border-accent/40 bg-accent-weak py-1 pr-1 pl-3">
          <code data-testid="secret" className="min-w-0 flex-1 font-mono text-sm break-all">
            {created.secret}
          </code>
          <CopyButton text={created.secret} label={secretText.copySecret} />
        </div>
      </div>
      <div>
        <div className="mb-2 flex items-center justify-between gap-3">
          <p className="text-sm font-medium">{secretText.use}</p>
          <Segmented
            label={secretText.language}
            value={language}
            onChange={setLanguage}
            choices={LANGUAGES.map((value) => ({ value, label: secretText.languages[value] }))}
          />
        </div>
        <CodeBlock
          label={secretText.languages[language]}
          text={snippetOf(language, { gateway, secret: created.secret, model })}
        />
      </div>
      <Button look="primary" className="self-end" onClick={onDone}>
        {secretText.done}
      </Button>
    </div>
  );
}
