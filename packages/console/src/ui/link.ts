/** A link within text or a table. */
export const LINK_CLASS = 'text-accent-strong underline-offset-4 hover:underline';
