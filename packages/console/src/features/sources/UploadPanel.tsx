import { useMutation } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { importFile, previewSource } from '../../api/source-mutations.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { PreviewView } from './PreviewView.tsx';
import { uploadText as text } from './text.ts';
import type { Running } from './useRun.ts';

interface UploadPanelProps {
  id: string;
  running: Running;
}

/** A file is looked at first; only then it can be read. */
export function UploadPanel({ id, running }: UploadPanelProps) {
  const input = useRef<HTMLInputElement>(null);
  const inputId = useId();
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const preview = useMutation({ mutationFn: (chosen: File) => previewSource(id, chosen) });
  const choose = (chosen: File | null | undefined) => {
    if (chosen === null || chosen === undefined) return;
    setFile(chosen);
    preview.mutate(chosen);
  };
  const take = (chosen: File) => {
    running.start((signal) => importFile(id, chosen, signal));
    setFile(undefined);
    preview.reset();
  };
  return (
    <Panel title={text.title}>
      <section
        aria-label={text.file}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          choose(event.dataTransfer.files[0]);
        }}
        className={cx(
          'flex flex-wrap items-center gap-3 rounded-md border border-dashed border-line-strong px-4 py-3',
          over && 'border-accent bg-accent-weak',
        )}
      >
        <p className="min-w-0 flex-1 basis-60 text-sm text-ink-2">
          {file === undefined ? text.lead : <span className="font-medium text-ink">{file.name}</span>}
        </p>
        <label
          htmlFor={inputId}
          className={buttonClass(
            'plain',
            'sm',
            'cursor-pointer focus-within:outline-2 focus-within:outline-accent',
          )}
        >
          <FileUp aria-hidden className="text-ink-3" />
          {file === undefined ? text.choose : text.other}
          <input
            ref={input}
            id={inputId}
            type="file"
            className="sr-only"
            onChange={(event) => {
              choose(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </label>
      </section>
      {preview.error === null ? null : (
        <div className="mt-4">
          <Failure error={preview.error} />
        </div>
      )}
      {preview.isPending ? (
        <div className="mt-4" aria-busy>
          <p role="status" className="sr-only">
            {text.reading}
          </p>
          <SkeletonRows rows={3} columns={4} />
        </div>
      ) : null}
      {preview.data === undefined || file === undefined ? null : (
        <div className="mt-4 flex flex-col gap-4">
          <PreviewView preview={preview.data} />
          <Button look="primary" className="self-start" onClick={() => take(file)}>
            {text.import(file.name)}
          </Button>
        </div>
      )}
    </Panel>
  );
}
