import { signIn } from '../../api/mutations.ts';

/**
 * `weir up` prints a link with a one-time code. It is exchanged for a session and taken out of the URL at once, so
 * that it stays neither in the history nor in a copied link. When it is spent, the sign-in page says so.
 */
export async function redeemCode(): Promise<void> {
  const url = new URL(location.href);
  const code = url.searchParams.get('code');
  if (code === null) return;
  url.searchParams.delete('code');
  history.replaceState(null, '', url);
  try {
    await signIn({ code });
    if (url.pathname === '/sign-in') history.replaceState(null, '', '/');
  } catch {
    history.replaceState(null, '', '/sign-in?spent=1');
  }
}
