// Limits the time that a caller waits for a promise. The work itself continues; no timer is left behind.

/** Whether a promise settles in time. Rejects as the promise does. */
export async function settlesWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(late.resolve, ms, false);
  try {
    return await Promise.race([promise.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What a promise resolves with. Rejects as it does, with `no answer within … s` when it takes longer, and with the reason of
 * `signal` when that is aborted first.
 */
export async function within<T>(ms: number, promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const stopped = () => {
    late.reject(signal?.reason);
  };
  signal?.addEventListener('abort', stopped);
  const timer = setTimeout(() => {
    late.reject(new Error(`no answer within ${ms / 1000} s`));
  }, ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stopped);
  }
}
