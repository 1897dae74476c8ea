// Locks for concurrent tasks: `Gate` limits the number of tasks that run at once; `KeyLock` locks keys, each shared by many tasks
// or held exclusively by one.

/** Runs at most `width` tasks at once; the others wait in order of arrival. */
export class Gate {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(width: number) {
    this.#free = width;
  }

  async pass<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    try {
      return await task();
    } finally {
      // The place goes directly to the next in line and is never free in between.
      const next = this.#line.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

interface Holder {
  readonly keys: ReadonlySet<string>;
  readonly isAlone: boolean;
  /** Settled when the task has ended; never rejects. */
  readonly ended: Promise<unknown>;
}

/**
 * Locks keys. Many tasks may share a key. A task that takes a key exclusively waits for those that hold it, and later tasks
 * wait for that one. Tasks without a common key do not wait for each other.
 */
export class KeyLock {
  /** Tasks that run or wait, in order of arrival. Each waits only for earlier ones, so that none waits forever. */
  readonly #holders = new Set<Holder>();

  shared<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    return this.#take(new Set(keys), false, task);
  }

  alone<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    return this.#take(new Set(keys), true, task);
  }

  async #take<T>(keys: ReadonlySet<string>, isAlone: boolean, task: () => Promise<T>): Promise<T> {
    const earlier = [...this.#holders].filter(
      (other) => (isAlone || other.isAlone) && !other.keys.isDisjointFrom(keys),
    );
    const running = Promise.all(earlier.map(({ ended }) => ended)).then(task);
    const holder = { keys, isAlone, ended: running.catch(() => undefined) };
    this.#holders.add(holder);
    try {
      return await running;
    } finally {
      this.#holders.delete(holder);
    }
  }
}
