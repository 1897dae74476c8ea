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

/** The last use is written at most this often, ms: after a crash a session may last longer by it. */
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

  /** A new session; gives its secret, which is stored nowhere. `replaced` ends: a secret from before a sign-in is not used after it. */
  async begin(user: string, address: string, replaced: string | undefined): Promise<string> {
    const secret = newSecret();
    const at = this.#now().toISOString();
    const old = replaced === undefined ? undefined : digestOf(replaced);
    await this.#file.change(({ sessions, ...rest }) => {
      const kept = sessions.filter((session) => session.digest !== old && this.#lasts(session));
      const begun = { digest: digestOf(secret), user, address, createdAt: at, usedAt: at };
      // The oldest give way: otherwise a program that signs in again and again would lock everyone out.
      return { ...rest, sessions: [...kept, begun].slice(-maxSessions) };
    });
    return secret;
  }

  /** The session of a secret, and notes its use. */
  use(secret: string): Session | undefined {
    const digest = digestOf(secret);
    const session = this.#file.data.sessions.find((known) => known.digest === digest);
    if (!session || !this.#lasts(session)) return undefined;
    const now = this.#now();
    this.#usedAt.set(digest, now.getTime());
    if (now.getTime() - Date.parse(session.usedAt) >= noteUseMs)
      // Without it the session only ends earlier after a restart.
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

  of(user: string): readonly Session[] {
    return this.#file.data.sessions.filter((session) => session.user === user && this.#lasts(session));
  }

  async #noteUse(): Promise<void> {
    await this.#file.change(({ sessions, ...rest }) => ({
      ...rest,
      sessions: sessions.map((one) => ({ ...one, usedAt: new Date(this.#lastUse(one)).toISOString() })),
    }));
    const known = new Set(this.#file.data.sessions.map(({ digest }) => digest));
    for (const digest of this.#usedAt.keys()) if (!known.has(digest)) this.#usedAt.delete(digest);
  }

  #lastUse({ digest, usedAt }: Session): number {
    return Math.max(Date.parse(usedAt), this.#usedAt.get(digest) ?? 0);
  }

  async #remove(ends: (session: Session) => boolean): Promise<void> {
    await this.#file.change((data) =>
      data.sessions.some(ends) ? { ...data, sessions: data.sessions.filter((one) => !ends(one)) } : data,
    );
  }

  #lasts(session: Session): boolean {
    const now = this.#now().getTime();
    const [created, used] = [Date.parse(session.createdAt), this.#lastUse(session)];
    // Times after now come from a clock that was ahead: such a session ends.
    const ahead = Math.max(created, used) > now + noteUseMs;
    return !ahead && now - used < this.#times.idleMs && now - created < this.#times.endMs;
  }
}
