// Sessions of browsers. A session ends after a time without a request, at its absolute end, when its user signs out, and when the
// password or the rights of its user change. Start at `Sessions`.
import type { AccountFile, Session, SessionData } from './account-file.ts';
import { maxSessions } from './account-file.ts';
import { digestOf, newSecret } from './secrets.ts';

export interface SessionTimes {
  /** Time without a request, ms. */
  readonly idleMs: number;
  /** Absolute, ms. */
  readonly endMs: number;
}

/** A session as its user sees it. */
export interface OpenSession {
  readonly id: string;
  readonly address: string;
  readonly createdAt: string;
  readonly usedAt: string;
  /** Whether it is the one that asks. */
  readonly own: boolean;
}

/** A public name of a session: the beginning of the digest says nothing of its secret. */
const idOf = ({ digest }: Session): string => digest.slice(0, 12);

/** Interval, ms, at which the last use is written; after a crash a session may last this much longer. */
const noteUseMs = 60_000;

export class Sessions {
  readonly #file: AccountFile<SessionData>;
  readonly #times: SessionTimes;
  readonly #now: () => Date;
  /** Last use by digest, ms; more exact than the file. */
  readonly #usedAt = new Map<string, number>();

  constructor(file: AccountFile<SessionData>, times: SessionTimes, now: () => Date) {
    this.#file = file;
    this.#times = times;
    this.#now = now;
  }

  /**
   * Begins a session and returns its secret, of which only the digest is stored. The session `replaced` ends, so that no secret
   * from before a sign-in is valid after it.
   */
  async begin(user: string, address: string, replaced: string | undefined): Promise<string> {
    const secret = newSecret();
    const at = this.#now().toISOString();
    const old = replaced === undefined ? undefined : digestOf(replaced);
    await this.#file.change((data) => {
      const kept = data.sessions.filter((session) => session.digest !== old && this.#lasts(session));
      const begun = { digest: digestOf(secret), user, address, createdAt: at, usedAt: at };
      // The oldest sessions are dropped; otherwise a program that signs in again and again would lock everyone out.
      const sessions = [...kept, begun].slice(-maxSessions);
      return { ...data, sessions, seen: this.#seen(data, [...data.sessions, begun]) };
    });
    return secret;
  }

  /** Returns the session of a secret; its use is not noted, so that it ends without requests all the same. */
  find(secret: string): Session | undefined {
    const digest = digestOf(secret);
    const session = this.#file.data.sessions.find((known) => known.digest === digest);
    return session && this.#lasts(session) ? session : undefined;
  }

  /** Returns the session of a secret and notes its use. */
  use(secret: string): Session | undefined {
    const session = this.find(secret);
    if (!session) return undefined;
    const { digest } = session;
    const now = this.#now();
    this.#usedAt.set(digest, now.getTime());
    if (now.getTime() - Date.parse(session.usedAt) >= noteUseMs)
      // If this cannot be written, the session only ends earlier after a restart.
      this.#noteUse().catch(() => undefined);
    return session;
  }

  async end(secret: string): Promise<void> {
    const digest = digestOf(secret);
    await this.#remove((session) => session.digest === digest);
  }

  /** Ends all sessions of a user, but the one of `kept`. */
  async endAll(user: string, kept?: string): Promise<void> {
    const keptDigest = kept === undefined ? undefined : digestOf(kept);
    await this.#remove((session) => session.user === user && session.digest !== keptDigest);
  }

  /** Ends the session of a user with this id; false: there is none. */
  async endOne(user: string, id: string): Promise<boolean> {
    const session = this.#of(user).find((one) => idOf(one) === id);
    if (session) await this.#remove(({ digest }) => digest === session.digest);
    return session !== undefined;
  }

  /** The last used first. @param own secret of the session that asks */
  of(user: string, own?: string): readonly OpenSession[] {
    const ownDigest = own === undefined ? undefined : digestOf(own);
    return this.#of(user)
      .map((session) => ({
        id: idOf(session),
        address: session.address,
        createdAt: session.createdAt,
        usedAt: this.#usedAtOf(session),
        own: session.digest === ownDigest,
      }))
      .toSorted((one, other) => other.usedAt.localeCompare(one.usedAt));
  }

  /** When the user made the last request of a session. */
  seenAt(user: string): string | null {
    const { sessions, seen } = this.#file.data;
    const times = sessions.filter((one) => one.user === user).map((one) => this.#usedAtOf(one));
    return [...times, ...(seen[user] === undefined ? [] : [seen[user]])].toSorted().at(-1) ?? null;
  }

  #of(user: string): readonly Session[] {
    return this.#file.data.sessions.filter((session) => session.user === user && this.#lasts(session));
  }

  #usedAtOf(session: Session): string {
    return new Date(this.#lastUse(session)).toISOString();
  }

  /** The last use of each user, with that of these sessions. */
  #seen({ seen }: SessionData, sessions: readonly Session[]): SessionData['seen'] {
    const next: Record<string, string> = { ...seen };
    for (const session of sessions) {
      const usedAt = this.#usedAtOf(session);
      if ((next[session.user] ?? '') < usedAt) next[session.user] = usedAt;
    }
    // Of many users who have been removed since, those seen first are forgotten.
    const entries = Object.entries(next);
    if (entries.length <= maxSessions) return next;
    return Object.fromEntries(entries.toSorted(([, a], [, b]) => b.localeCompare(a)).slice(0, maxSessions));
  }

  async #noteUse(): Promise<void> {
    await this.#file.change((data) => ({
      ...data,
      sessions: data.sessions.map((one) => ({ ...one, usedAt: this.#usedAtOf(one) })),
      seen: this.#seen(data, data.sessions),
    }));
    const known = new Set(this.#file.data.sessions.map(({ digest }) => digest));
    for (const digest of this.#usedAt.keys()) if (!known.has(digest)) this.#usedAt.delete(digest);
  }

  #lastUse({ digest, usedAt }: Session): number {
    return Math.max(Date.parse(usedAt), this.#usedAt.get(digest) ?? 0);
  }

  async #remove(ends: (session: Session) => boolean): Promise<void> {
    await this.#file.change((data) =>
      data.sessions.some(ends)
        ? {
            ...data,
            sessions: data.sessions.filter((one) => !ends(one)),
            seen: this.#seen(data, data.sessions.filter(ends)),
          }
        : data,
    );
  }

  #lasts(session: Session): boolean {
    const now = this.#now().getTime();
    const [created, used] = [Date.parse(session.createdAt), this.#lastUse(session)];
    // Times in the future come from a clock that was ahead; such a session ends.
    const ahead = Math.max(created, used) > now + noteUseMs;
    return !ahead && now - used < this.#times.idleMs && now - created < this.#times.endMs;
  }
}
