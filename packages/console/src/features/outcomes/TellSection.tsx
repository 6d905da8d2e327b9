import { useQuery } from '@tanstack/react-query';
import type { OutcomeWebhook } from '@weir/core/contract';
import { Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { removeWebhook, type WebhookWithSecret } from '../../api/outcome-mutations.ts';
import { outcomeWebhooksQuery } from '../../api/outcome-queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { clientSnippet, curlSnippet, fileSnippet, signSnippet } from './tell-snippets.ts';
import { tellText as text } from './text.ts';
import { WebhookDialog } from './WebhookDialog.tsx';

/** The admin API answers where this page came from. */
const admin = () => location.origin;

function Way({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <Panel title={title}>
      <p className="mb-3 max-w-prose text-sm text-ink-2">{lead}</p>
      {children}
    </Panel>
  );
}

/** Address and secret, in this one answer only. */
function Secret({ created, onClose }: { created: WebhookWithSecret; onClose: () => void }) {
  const address = `${admin()}${created.path}`;
  return (
    <Dialog wide firm open onClose={onClose} title={text.secretTitle} description={text.secretLead}>
      <div className="flex flex-col gap-4">
        <CodeBlock label={text.secret} text={created.signing_secret ?? ''} />
        <CodeBlock label={text.address} text={address} />
        <CodeBlock label={text.snippet} text={signSnippet(address)} />
        <Button look="primary" className="self-end" onClick={onClose}>
          {text.done}
        </Button>
      </div>
    </Dialog>
  );
}

function Webhooks({ ask }: { ask: (id: string) => void }) {
  const webhooks = useQuery(outcomeWebhooksQuery()).data;
  if (webhooks === undefined) return null;
  if (webhooks.length === 0) return <p className="text-sm text-ink-3">{text.noWebhooks}</p>;
  return (
    <ul aria-label={text.webhooks} className="divide-y divide-line rounded-md border border-line">
      {webhooks.map(({ id, workload, path }: OutcomeWebhook) => (
        <li key={id} className="flex items-center gap-3 px-3 py-2 text-sm">
          <span className="min-w-0 grow">
            <span className="font-medium">{id}</span>{' '}
            <span className="text-ink-2">
              {workload === undefined ? text.ofAny : text.ofWorkload(workload)}
            </span>
            <span className="block font-mono text-xs break-all text-ink-3">{path}</span>
          </span>
          <IconButton label={text.remove(id)} className="hover:!text-bad" onClick={() => ask(id)}>
            <Trash2 aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

/** The ways outcomes come in, each with what to paste. */
export default function TellSection() {
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<WebhookWithSecret>();
  const [removed, setRemoved] = useState<string>();
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-5">
        <Way title={text.apiTitle} lead={text.apiLead}>
          <CodeBlock label={text.apiTitle} text={curlSnippet(admin())} />
        </Way>
        <Way title={text.clientTitle} lead={text.clientLead}>
          <CodeBlock label={text.clientTitle} text={clientSnippet(admin())} />
        </Way>
        <Way title={text.fileTitle} lead={text.fileLead}>
          <CodeBlock label={text.fileTitle} text={fileSnippet} />
        </Way>
      </div>
      <Way title={text.webhookTitle} lead={text.webhookLead}>
        <ol className="mb-3 flex list-decimal flex-col gap-1 pl-5 text-sm">
          {text.webhookSteps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <CodeBlock
          className="mb-3"
          label={text.webhookHow}
          text={signSnippet(`${admin()}/api/v1/hooks/outcomes/crm`)}
        />
        <Webhooks ask={setRemoved} />
        <Button className="mt-3" onClick={() => setCreating(true)}>
          <Plus aria-hidden />
          {text.create}
        </Button>
      </Way>
      {isCreating ? <WebhookDialog onCreated={setCreated} onClose={() => setCreating(false)} /> : null}
      {created === undefined ? null : <Secret created={created} onClose={() => setCreated(undefined)} />}
      {removed === undefined ? null : (
        <RemoveRecord
          id={removed}
          lead={text.removeLead}
          done={text.removed(removed)}
          remove={removeWebhook}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </div>
  );
}
