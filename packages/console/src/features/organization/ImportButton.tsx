import type { OrganizationImportKind } from '@weir/core/contract';
import { FileUp } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { importText as text } from './people-text.ts';

const ImportDialog = lazy(() => import('./ImportDialog.tsx'));

export function ImportButton({ kind }: { kind: OrganizationImportKind }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <FileUp aria-hidden />
        {text.open}
      </Button>
      <Suspense>{isOpen ? <ImportDialog kind={kind} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}
