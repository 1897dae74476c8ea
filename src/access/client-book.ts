// The clients that requested associations since the start of the server, by calling AE title. Bounded: the one that was seen longest
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

export class ClientBook {
  /** The last seen last. */
  readonly #clients = new Map<string, KnownClient>();
  readonly #now: () => Date;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  /** The last seen first. */
  all(): readonly KnownClient[] {
    return [...this.#clients.values()].toReversed();
  }

  /** @param refused why the request was refused; undefined: it was accepted */
  requested(identity: ClientIdentity, calledAeTitle: string, refused: string | undefined): void {
    const key = aeTitleKey(identity.callingAeTitle);
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
    if (known) this.#clients.set(key, { ...known, jobs: known.jobs + 1, films: known.films + films });
  }
}
