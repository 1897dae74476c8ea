// Which run is next at each destination of one printer. A run stands in the line of every destination that it still has to
// deliver to, in the order in which the runs began; as many as the destination accepts at a time are at work. So a job that is
// held up at one destination keeps its place at the others, and does not hold up other jobs there.
//
// Invariants of each line (test/spool/lines-model.test.ts tries all of them against any order of events):
//   1. Order: a run gets its turn only when no run before it still waits for its own. A run that steps back keeps its place.
//   2. Room: no turn is given while as many runs are at work as the destination accepts now.
//   3. A run that is `near` has a run before it that may start at once, so that waiting for it needs no third run to act. Only
//      such a run may wait without having work; every other goes back to the queue and gives up its places.
//   4. No run waits unnoticed: whatever gives a run its turn, or ends its being near, resolves the promise of `changed` that
//      was requested before. That covers every way a line changes: a turn taken, stepping back, leaving, and the report from
//      outside that a destination accepts more or fewer (`Lines.changed`). A run joins at the end and changes no other's turn.

/** A run's place at the destinations of its job. */
export interface Turn {
  /** Where it may deliver: now, or when it is its turn. */
  readonly destinations: readonly string[];
  /** Whether it is its turn there; from then until `yield` or `leave` the place is its. */
  take(destination: string): boolean;
  /**
   * Whether there is room for it there, now or as soon as those before it have begun (they are being rendered, say).
   * Back in the queue it would be taken up again at once.
   */
  near(destination: string): boolean;
  /** Steps back: its device is not ready. The run keeps its place in the line. */
  yield(destination: string): void;
  /** It has nothing more to do there now. */
  leave(destination: string): void;
  /** Gives up every place at which it is not at work: its job is to go nowhere any more. */
  readonly stepOut: () => void;
  /** Resolves when something has changed: it may be its turn. */
  changed(): Promise<void>;
}

interface Place {
  readonly owner: object;
  working: boolean;
  /** At work since before the destination took no more: one of several devices has it. */
  kept: boolean;
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
    return [...all].filter((name) => this.#line(name).length >= this.#capacity(name));
  }

  /** Puts a run into the lines of these destinations, behind the others. */
  join(destinations: readonly string[]): Turn {
    const owner = {};
    for (const name of destinations) {
      this.#lines.set(name, [...this.#line(name), { owner, working: false, kept: false }]);
    }
    return {
      destinations,
      take: (name) => this.#take(name, owner),
      near: (name) => this.#near(name, owner),
      yield: (name) => {
        const place = this.#placeOf(name, owner);
        if (place) [place.working, place.kept] = [false, false];
        this.changed();
      },
      leave: (name) => {
        this.#leave(name, owner);
      },
      stepOut: () => {
        for (const name of destinations) {
          if (this.#placeOf(name, owner)?.working === false) this.#leave(name, owner);
        }
      },
      changed: () => this.#change.promise,
    };
  }

  /** From now on the destination takes no more: those at work there are `kept` until they leave or step back. */
  closed(name: string): void {
    for (const place of this.#line(name)) place.kept = place.working;
  }

  /** How many have been at work there since before it closed: their outcome says nothing about whether it accepts others. */
  kept(name: string): number {
    return this.#line(name).filter(({ kept }) => kept).length;
  }

  /** Wakes all runs to check whether it is their turn. */
  changed(): void {
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers<undefined>();
    resolve(undefined);
  }

  #line(name: string): readonly Place[] {
    return this.#lines.get(name) ?? [];
  }

  #placeOf(name: string, owner: object): Place | undefined {
    return this.#line(name).find((one) => one.owner === owner);
  }

  #take(name: string, owner: object): boolean {
    const line = this.#line(name);
    const place = this.#placeOf(name, owner);
    if (!place) return false;
    if (place.working) return true;
    const atWork = line.filter(({ working }) => working).length;
    const first = line.find(({ working }) => !working);
    if (first !== place || atWork >= this.#capacity(name)) return false;
    place.working = true;
    // Those behind waited for that.
    this.changed();
    return true;
  }

  #near(name: string, owner: object): boolean {
    const line = this.#line(name);
    const ahead = line.findIndex((one) => one.owner === owner);
    if (ahead < 0) return false;
    // Those behind that are at work have their room already: this one stepped back, and they went by.
    const passed = line.filter(({ working }, index) => working && index > ahead).length;
    return ahead + passed < this.#capacity(name);
  }

  #leave(name: string, owner: object): void {
    const line = this.#line(name).filter((one) => one.owner !== owner);
    if (line.length > 0) this.#lines.set(name, line);
    else this.#lines.delete(name);
    this.changed();
    this.#left();
  }
}
