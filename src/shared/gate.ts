// Locks for concurrent tasks: `Gate` limits the number of tasks that run at once; `SharedLock` is shared by many tasks or held
// exclusively by one.

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

/** A lock that many tasks may share. A task that takes it exclusively waits for them; later tasks wait for that one. */
export class SharedLock {
  /** Settled when the last exclusive task has ended. */
  #alone: Promise<unknown> = Promise.resolve();
  readonly #sharing = new Set<Promise<unknown>>();

  async shared<T>(task: () => Promise<T>): Promise<T> {
    // Another task may have taken the lock while this one waited.
    for (let seen: Promise<unknown> | undefined; seen !== this.#alone;) {
      seen = this.#alone;
      await seen;
    }
    const running = task();
    const settled = running.catch(() => undefined);
    this.#sharing.add(settled);
    try {
      return await running;
    } finally {
      this.#sharing.delete(settled);
    }
  }

  async alone<T>(task: () => Promise<T>): Promise<T> {
    const before = [this.#alone, ...this.#sharing];
    const running = Promise.all(before).then(task);
    this.#alone = running.catch(() => undefined);
    return running;
  }
}
