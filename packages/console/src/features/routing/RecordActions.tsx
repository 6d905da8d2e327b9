import { Pencil, Trash2 } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import { text } from '../records/text.ts';

/** The two things that can be done to every record. */
export function RecordActions({
  id,
  onChange,
  onRemove,
}: {
  id: string;
  onChange: () => void;
  onRemove: () => void;
}) {
  return (
    <>
      <IconButton label={text.change(id)} onClick={onChange}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton label={text.remove(id)} className="hover:!text-bad" onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </>
  );
}
