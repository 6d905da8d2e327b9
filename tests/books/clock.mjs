/**
 * Loaded before Weir (`NODE_OPTIONS=--import`), so that all its processes live at another time of the same clock: a month can be
 * lived through first, and closed when it is over. Timers run as ever.
 */
const shift = Number(process.env.WEIR_TEST_CLOCK_SHIFT_MS ?? 0);
const Real = Date;
const now = Real.now.bind(Real);

class Shifted extends Real {
  constructor(...given) {
    if (given.length === 0) super(now() + shift);
    else super(...given);
  }
  static now() {
    return now() + shift;
  }
}

if (shift !== 0) {
  // what is called without `new` tells the time as text
  globalThis.Date = new Proxy(Shifted, { apply: () => new Shifted().toString() });
}
