import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../../api/queries.ts';
import { LinkButton } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DEMO_COMMAND, snippetOf } from '../keys/snippets.ts';
import { text } from './text.ts';

const { welcome } = text;

/** What the overview shows while the ledger is empty. */
export default function Welcome() {
  const gateway = useQuery(statusQuery()).data?.gateway_url ?? 'http://127.0.0.1:4000';
  return (
    <Panel className="pt-6">
      <div className="mx-auto max-w-2xl pb-6">
        <h2 className="text-lg font-semibold">{welcome.title}</h2>
        <p className="mt-1 text-ink-2">{welcome.lead}</p>
        <CodeBlock
          className="mt-5"
          label={welcome.curl}
          text={snippetOf('curl', { gateway, secret: '$WEIR_KEY' })}
        />
        <p className="mt-2 text-sm text-ink-3">{welcome.keyHint}</p>
        <h3 className="mt-8 font-medium">{welcome.demo}</h3>
        <CodeBlock className="mt-3" label={welcome.demoLabel} text={DEMO_COMMAND} />
        <LinkButton to="/keys" look="primary" className="mt-8">
          {welcome.newKey}
        </LinkButton>
      </div>
    </Panel>
  );
}
