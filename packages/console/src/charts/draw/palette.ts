export interface ChartColours {
  series: readonly string[];
  rest: string;
  ink: string;
  faint: string;
  line: string;
  surface: string;
}

const SLOTS = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--c7', '--c8'];

/** A canvas cannot read CSS variables: takes the values in force from the document. */
export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: SLOTS.map(read),
    rest: read('--c-rest'),
    ink: read('--ink-2'),
    faint: read('--ink-3'),
    line: read('--line'),
    surface: read('--surface'),
  };
}
