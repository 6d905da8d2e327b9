/** Looks shared by everything that opens over the page. Apart from the components, so that using one does not load all. */
export const POPUP_CLASS =
  'z-50 rounded-lg border border-line bg-surface text-ink shadow-lift outline-none origin-(--transform-origin) transition-[opacity,scale] duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0 data-starting-style:scale-[0.98]';
export const ITEM_CLASS =
  'flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-highlighted:bg-sunken';
