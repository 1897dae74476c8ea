// The clients that requested associations, by calling AE title; client-book-file.ts keeps them over a restart. Bounded: the one that was seen longest
// ago is forgotten first. Start at `ClientBook`.
import type { ClientIdentity } from '../print-scp/clients/client-profile.ts';
import { plainAddress } from '../shared/address-list.ts';
import { aeTitleKey } from '../shared/film/printer-titles.ts';

const maxClients = 500;
const maxAddresses = 8;

export interface KnownClient {
  readonly identity: ClientIdentity;
  /** Newest first. */
  readonly addresses: readonly string[];
  readonly calledAeTitle: string;
  readonly lastSeenAt: Date;
  readonly associations: number;
  readonly jobs: number;
  readonly films: number;
  readonly refusals: number;
  readonly lastRefusal: { readonly at: Date; readonly reason: string } | null;
}

/** Everything that a book knows. */
export interface ClientBookState {
  /** Since when clients are counted. */
  readonly since: Date;
  /** The last seen last. */
  readonly clients: readonly KnownClient[];
}

export class ClientBook {
  /** The last seen last. */
  readonly #clients = new Map<string, KnownClient>();
  readonly #now: () => Date;
  readonly #since: Date;
  #changes = 0;

  /** @param state of an earlier book; default: empty */
  constructor({
    now = () => new Date(),
    state,
  }: { now?: () => Date; state?: ClientBookState | undefined } = {}) {
    this.#now = now;
    this.#since = state?.since ?? now();
    for (const client of state?.clients.slice(-maxClients) ?? [])
      this.#clients.set(aeTitleKey(client.identity.callingAeTitle), client);
  }

  get state(): ClientBookState {
    return { since: this.#since, clients: [...this.#clients.values()] };
  }

  /** Rises with every change. */
  get changes(): number {
    return this.#changes;
  }

  /** The client with this AE title. */
  find(callingAeTitle: string): KnownClient | undefined {
    return this.#clients.get(aeTitleKey(callingAeTitle));
  }

  /** The last seen first. */
  all(): readonly KnownClient[] {
    return [...this.#clients.values()].toReversed();
  }

  /** @param refused why the request was refused; undefined: it was accepted */
  requested(identity: ClientIdentity, calledAeTitle: string, refused: string | undefined): void {
    const key = aeTitleKey(identity.callingAeTitle);
    this.#changes += 1;
    const known = this.#clients.get(key);
    const address = plainAddress(identity.address);
    const others = (known?.addresses ?? []).filter((other) => other !== address);
    const at = this.#now();
    this.#clients.delete(key);
    this.#clients.set(key, {
      identity,
      addresses: [address, ...others].slice(0, maxAddresses),
      calledAeTitle,
      lastSeenAt: at,
      associations: (known?.associations ?? 0) + (refused === undefined ? 1 : 0),
      jobs: known?.jobs ?? 0,
      films: known?.films ?? 0,
      refusals: (known?.refusals ?? 0) + (refused === undefined ? 0 : 1),
      lastRefusal: refused === undefined ? (known?.lastRefusal ?? null) : { at, reason: refused },
    });
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > maxClients && oldest !== undefined) this.#clients.delete(oldest);
  }

  /** A job of the client was accepted. */
  printed(callingAeTitle: string, films: number): void {
    const key = aeTitleKey(callingAeTitle);
    const known = this.#clients.get(key);
    if (!known) return;
    this.#changes += 1;
    this.#clients.set(key, { ...known, jobs: known.jobs + 1, films: known.films + films });
  }
}
