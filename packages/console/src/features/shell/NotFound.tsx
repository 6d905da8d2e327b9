import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { text } from './text.ts';

export function NotFound() {
  return (
    <Page title={text.notFound} lead={text.notFoundHint}>
      <LinkButton to="/">{text.notFoundBack}</LinkButton>
    </Page>
  );
}
