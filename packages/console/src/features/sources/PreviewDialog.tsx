import { useQuery } from '@tanstack/react-query';
import { previewSource } from '../../api/source-mutations.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { PreviewView } from './PreviewView.tsx';
import { previewText as text } from './text.ts';

/** Asks the API for the last day without keeping anything. */
export default function PreviewDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['source-preview', id],
    queryFn: () => previewSource(id),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Dialog wide open onClose={onClose} title={text.dialog(id)} description={text.dialogLead}>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <>
          <p role="status" className="sr-only">
            {text.asking}
          </p>
          <SkeletonRows rows={4} columns={4} />
        </>
      ) : (
        <PreviewView preview={data} />
      )}
    </Dialog>
  );
}
