// Decides which run is next at each destination of one printer. A run has a place in the line of every destination to which it
// still has to deliver, in the order in which the runs started. As many runs are at work as the destination accepts at once. A
// job that is delayed at one destination thus keeps its place at the others, and does not delay other jobs there.
//
// Invariants of each line (test/spool/lines-model.test.ts tests all of them with random orders of events):
//   1. Order: a run gets its turn only when no run before it still waits for its own. A run that steps back keeps its place.
//   2. Capacity: no run gets a turn while as many runs are at work as the destination accepts now.
//   3. A run that is next in line (`isNextInLine`) follows a run that may start at once, so that no third run has to act first.
//      Only such a run may wait without work; every other run goes back to the queue and gives up its places.
//   4. No missed wake-up: every change that gives a run its turn, or after which it is no longer next in line, resolves the promise of `changed` that
//      was requested before. That covers every change of a line: a taken turn, stepping back, leaving, and the report that a
//      destination accepts more or fewer jobs (`Lines.changed`). A run joins at the end and changes no other run's turn.

/** The place of a run in the lines of its destinations. */
export interface Turn {
  /** Where it may deliver, now or when its turn comes. */
  readonly destinations: readonly string[];
  /** Whether its turn has come there; if so, the run holds the turn until `yield` or `leave`. */
  take(destination: string): boolean;
  /**
   * Whether there is room for it there, now or as soon as the runs before it have started (they are being rendered, for
   * example). A run that went back to the queue would be started again at once.
   */
  isNextInLine(destination: string): boolean;
  /** Steps back because the device is not ready. The run keeps its place in the line. */
  yield(destination: string): void;
  /** The run has nothing more to do at this destination now. */
  leave(destination: string): void;
  /** Gives up every place at which it is not at work, because its job is not to be delivered any more. */
  readonly leaveIdle: () => void;
  /** Resolves when a line has changed: its turn may have come. */
  changed(): Promise<void>;
}

interface Place {
  readonly owner: object;
  working: boolean;
  /** At work since before the destination closed: one of several devices has it. */
  kept: boolean;
}

export class Lines {
  readonly #capacity: (destination: string) => number;
  readonly #lines = new Map<string, Place[]>();
  #change = Promise.withResolvers<undefined>();

  readonly #left: () => void;

  /** `capacity`: how many runs may be at work there now; `left` is called when a run leaves a line. */
  constructor(capacity: (destination: string) => number, left: () => void = () => undefined) {
    this.#capacity = capacity;
    this.#left = left;
  }

  /** Destinations at which another run would have to wait. */
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
      isNextInLine: (name) => this.#isNextInLine(name, owner),
      yield: (name) => {
        const place = this.#placeOf(name, owner);
        if (place) [place.working, place.kept] = [false, false];
        this.changed();
      },
      leave: (name) => {
        this.#leave(name, owner);
      },
      leaveIdle: () => {
        for (const name of destinations) {
          if (this.#placeOf(name, owner)?.working === false) this.#leave(name, owner);
        }
      },
      changed: () => this.#change.promise,
    };
  }

  /** The destination accepts no more jobs now. Runs at work there are marked `kept` until they leave or step back. */
  closed(name: string): void {
    for (const place of this.#line(name)) place.kept = place.working;
  }

  /**
   * How many runs have been at work there since before it closed. Their outcome does not show whether it accepts other jobs.
   */
  kept(name: string): number {
    return this.#line(name).filter(({ kept }) => kept).length;
  }

  /** Wakes all runs to check whether their turn has come. */
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
    // The runs behind it waited for that.
    this.changed();
    return true;
  }

  #isNextInLine(name: string, owner: object): boolean {
    const line = this.#line(name);
    const ahead = line.findIndex((one) => one.owner === owner);
    if (ahead < 0) return false;
    // Runs behind it that are at work have their turn already: they passed when this run stepped back.
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
