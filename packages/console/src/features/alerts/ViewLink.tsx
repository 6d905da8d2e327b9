import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface ViewLinkProps {
  /** Path in the console with query, as the API names it. */
  to: string;
  className?: string;
  children: ReactNode;
}

/** A link to a screen that the server chose: no route is known for it here. */
export function ViewLink({ to, className, children }: ViewLinkProps) {
  const router = useRouter();
  return (
    <a
      href={to}
      className={className}
      onClick={(event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.history.push(to);
      }}
    >
      {children}
    </a>
  );
}
