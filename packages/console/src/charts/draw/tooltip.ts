/** One line of a chart's tooltip. */
export interface TipLine {
  colour: string;
  label: string;
  value: string;
}

const element = (tag: string, className: string, text = '') => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
};

/** Built as elements and not as HTML text: nothing to escape, and no style attributes the policy would refuse. */
export function tooltipElement(
  title: string,
  lines: readonly TipLine[],
  total?: string,
  remarks: readonly string[] = [],
): HTMLElement {
  const box = element(
    'div',
    'min-w-40 max-w-72 rounded-md border border-line bg-surface px-3 py-2 text-xs text-ink shadow-lift',
  );
  const head = element('div', 'mb-1 flex justify-between gap-6 font-medium');
  head.append(element('span', '', title));
  if (total !== undefined) head.append(element('span', 'tabular', total));
  box.append(head);
  for (const { colour, label, value } of lines) {
    const line = element('div', 'flex items-center gap-2 leading-5');
    const dot = element('span', 'size-2 shrink-0 rounded-[2px]');
    dot.style.background = colour;
    line.append(
      dot,
      element('span', 'truncate text-ink-2', label),
      element('span', 'tabular ml-auto pl-4', value),
    );
    box.append(line);
  }
  for (const remark of remarks) {
    box.append(element('p', 'mt-1.5 border-t border-line pt-1.5 whitespace-normal text-ink-2', remark));
  }
  return box;
}
