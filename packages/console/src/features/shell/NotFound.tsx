import { LinkButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { text } from './text.ts';

export function NotFound() {
  return (
    <div className="pt-16">
      <Empty
        title={text.notFound}
        action={
          <LinkButton to="/" look="plain">
            {text.notFoundBack}
          </LinkButton>
        }
      />
    </div>
  );
}
