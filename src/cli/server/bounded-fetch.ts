// An HTTP request with a limit on its total time, however slowly the response arrives, and on the length of the response.
// Start at `fetchJson`.
import { secureFetch, type SecureRequest, type Trust } from '../../shared/tls/secure-fetch.ts';

export interface FetchLimits {
  /** Time-out of the whole request: connection, request and response, ms. */
  readonly totalMs: number;
  readonly maxBytes: number;
}

/** A list of jobs has a few MB at most. */
export const defaultFetchLimits: FetchLimits = { totalMs: 15_000, maxBytes: 64 * 1024 * 1024 };

export interface JsonAnswer {
  readonly response: Response;
  readonly answer: unknown;
}

/**
 * Sends a request and reads the response as JSON, whatever its status.
 * @throws Error with a phrase for the cause: no complete response in time, too long, not JSON, no connection.
 */
export async function fetchJson(
  url: URL,
  init: Partial<Omit<SecureRequest, 'signal'>> = {},
  { totalMs, maxBytes }: FetchLimits = defaultFetchLimits,
  trust: Trust = {},
): Promise<JsonAnswer> {
  const signal = AbortSignal.timeout(totalMs);
  let response: Response | undefined;
  try {
    response = await secureFetch(url, { redirect: 'manual', ...init, signal }, trust);
    return { response, answer: JSON.parse(await textOf(response, maxBytes)) as unknown };
  } catch (error) {
    const seconds = `${totalMs / 1000} s`;
    if (signal.aborted) {
      const what = response
        ? `its answer was not complete after ${seconds}`
        : `no complete answer within ${seconds}`;
      throw new Error(what, { cause: error });
    }
    throw reasonOf(error);
  }
}

/** The reason of an error: that of `fetch` only says that it failed. */
export const reasonOf = (error: unknown): unknown =>
  error instanceof TypeError && error.cause instanceof Error ? error.cause : error;

/** The body of a response as text. Throws like `bytesOf`. */
export async function textOf(response: Response, maxBytes: number): Promise<string> {
  return (await bytesOf(response, maxBytes)).toString();
}

/** The body of a response. @throws Error when it is longer than `maxBytes`; errors of the connection. */
export async function bytesOf({ body }: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (!body) return Buffer.alloc(0);
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > maxBytes) throw new Error(`its answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
