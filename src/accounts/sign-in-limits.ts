// How often a password may be tried. Failures are counted by user and address together, so that no one can lock another user
// out from elsewhere, and, with higher limits, by user alone (many machines) and by address alone (a list of users). Start at
// `SignInLimits`.

interface Limit {
  /** Number of failures after which there is no wait yet. */
  readonly free: number;
  /** The longest wait, ms. */
  readonly maxWaitMs: number;
}

const limits = {
  pair: { free: 5, maxWaitMs: 15 * 60_000 },
  user: { free: 30, maxWaitMs: 60_000 },
  address: { free: 30, maxWaitMs: 15 * 60_000 },
} as const satisfies Record<string, Limit>;
type Kind = keyof typeof limits;

const firstWaitMs = 1000;
/** Failures are forgotten after this time without another one, ms. */
const forgottenAfterMs = 60 * 60_000;
/** Maximum number of counters in memory; the oldest are dropped. */
const maxCounters = 20_000;

interface Counter {
  readonly failures: number;
  readonly at: number;
}

export class SignInLimits {
  readonly #counters = new Map<string, Counter>();
  readonly #now: () => number;

  /** @param now monotonic clock, ms: correcting the system clock shortens no wait */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Time until the next try is allowed, ms; 0: now. The same for users that do not exist. */
  waitMs(user: string, address: string): number {
    const now = this.#now();
    return Math.max(0, ...keysOf(user, address).map(([kind, key]) => this.#waitOf(kind, key, now)));
  }

  /**
   * Counts a try as a failure until `succeeded` is called; otherwise tries that are checked at the same time would all pass.
   * Returns whether the next try must wait.
   */
  tried(user: string, address: string): boolean {
    const now = this.#now();
    for (const [, key] of keysOf(user, address))
      this.#count(key, (this.#recent(key, now)?.failures ?? 0) + 1);
    for (const key of this.#counters.keys()) {
      if (this.#counters.size <= maxCounters) break;
      this.#counters.delete(key);
    }
    return this.waitMs(user, address) > 0;
  }

  /** The password was correct: the try does not count, and what this address has tried for the user is forgotten. */
  succeeded(user: string, address: string): void {
    for (const [kind, key] of keysOf(user, address)) {
      const failures = (this.#counters.get(key)?.failures ?? 1) - 1;
      if (kind === 'pair' || failures === 0) this.#counters.delete(key);
      else this.#count(key, failures);
    }
  }

  /** Newest last, so that the oldest are dropped first. */
  #count(key: string, failures: number): void {
    this.#counters.delete(key);
    this.#counters.set(key, { failures, at: this.#now() });
  }

  #recent(key: string, now: number): Counter | undefined {
    const counter = this.#counters.get(key);
    return counter && now - counter.at < forgottenAfterMs ? counter : undefined;
  }

  #waitOf(kind: Kind, key: string, now: number): number {
    const counter = this.#recent(key, now);
    const { free, maxWaitMs } = limits[kind];
    if (!counter || counter.failures < free) return 0;
    const wait = Math.min(maxWaitMs, firstWaitMs * 2 ** Math.min(30, counter.failures - free));
    return Math.max(0, counter.at + wait - now);
  }
}

function keysOf(user: string, address: string): readonly (readonly [Kind, string])[] {
  const name = user.toLowerCase();
  return [
    ['pair', `pair ${name} ${address}`],
    ['user', `user ${name}`],
    ['address', `address ${address}`],
  ];
}
