// Who is next at each destination of one printer. A run stands in the line of every destination that it still has to
// deliver to, in the order in which the runs began; as many as the destination takes at once are at work. So a job
// that is held up at one destination loses its place at no other, and holds nobody up there.

/** A run's place at the destinations of its job. */
export interface Turn {
  /** Where it may deliver: now, or when it is its turn. */
  readonly destinations: readonly string[];
  /** Whether it is its turn there; from then until `yield` or `leave` the place is its. */
  take(destination: string): boolean;
  /** Steps back: its device is not ready. The run keeps its place in the line. */
  yield(destination: string): void;
  /** It has nothing more to do there now. */
  leave(destination: string): void;
  /** Resolves when something has changed: it may be its turn. */
  changed(): Promise<void>;
}

interface Place {
  readonly owner: object;
  working: boolean;
}

export class Lines {
  readonly #capacity: (destination: string) => number;
  readonly #lines = new Map<string, Place[]>();
  #change = Promise.withResolvers<undefined>();

  readonly #left: () => void;

  /** `capacity`: how many may be at work there now; `left` is called when a run leaves a line. */
  constructor(capacity: (destination: string) => number, left: () => void = () => undefined) {
    this.#capacity = capacity;
    this.#left = left;
  }

  /** Destinations at which one more would have to wait. */
  full(known: readonly string[]): readonly string[] {
    const all = new Set([...known, ...this.#lines.keys()]);
    return [...all].filter((name) => (this.#lines.get(name)?.length ?? 0) >= this.#capacity(name));
  }

  /** Puts a run into the lines of these destinations, behind the others. */
  join(destinations: readonly string[]): Turn {
    const owner = {};
    for (const name of destinations) {
      const line = this.#lines.get(name) ?? [];
      line.push({ owner, working: false });
      this.#lines.set(name, line);
    }
    return {
      destinations,
      take: (name) => this.#take(name, owner),
      yield: (name) => {
        const place = this.#lines.get(name)?.find((one) => one.owner === owner);
        if (place) place.working = false;
        this.changed();
      },
      leave: (name) => {
        this.#leave(name, owner);
      },
      changed: () => this.#change.promise,
    };
  }

  /** Tells all runs to look whether it is their turn. */
  changed(): void {
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers<undefined>();
    resolve(undefined);
  }

  #take(name: string, owner: object): boolean {
    const line = this.#lines.get(name) ?? [];
    const place = line.find((one) => one.owner === owner);
    if (!place) return false;
    if (place.working) return true;
    const atWork = line.filter(({ working }) => working).length;
    const first = line.find(({ working }) => !working);
    if (first !== place || atWork >= this.#capacity(name)) return false;
    place.working = true;
    return true;
  }

  #leave(name: string, owner: object): void {
    const line = (this.#lines.get(name) ?? []).filter((one) => one.owner !== owner);
    if (line.length > 0) this.#lines.set(name, line);
    else this.#lines.delete(name);
    this.changed();
    this.#left();
  }
}
