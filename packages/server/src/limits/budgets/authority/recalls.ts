/** One lease that waits for other gateways to hand back what lies idle. */
interface Recall {
  budget: string;
  asker: string;
  /** Gateways that have not answered yet. */
  open: Set<string>;
}

/** Leases under way that wait, and for whom. */
export class Recalls {
  private readonly waiting = new Set<Recall>();

  start(budget: string, asker: string, asked: readonly string[]): Recall {
    const recall = { budget, asker, open: new Set(asked) };
    this.waiting.add(recall);
    return recall;
  }

  end(recall: Recall): void {
    this.waiting.delete(recall);
  }

  /** A gateway that itself waits has nothing idle, and could not answer before it got its own. */
  isAsking(budget: string, instance: string): boolean {
    for (const recall of this.waiting) {
      if (recall.budget === budget && recall.asker === instance) return true;
    }
    return false;
  }

  answered(instance: string, budget?: string): void {
    for (const recall of this.waiting) {
      if (budget === undefined || recall.budget === budget) recall.open.delete(instance);
    }
  }

  /** Budgets on which an answer of this gateway is awaited. */
  awaitedOf(instance: string): string[] {
    return [...this.waiting].filter(({ open }) => open.has(instance)).map(({ budget }) => budget);
  }
}
