// The stored users, tokens and sessions: two JSON files in the data folder that only the server's user can read. They are small
// and rarely change; each change replaces a whole file, synced before its promise resolves. Start at `AccountFile`.
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { permissions, roles } from '../api/user.ts';
import { publishFile } from '../shared/durable-files.ts';
import { messageOf, SetupFailure, systemCodeOf } from '../shared/errors/errors.ts';
import type { AccountEvent } from './account-events.ts';
import { isPasswordHash } from './passwords.ts';

export const maxUsers = 1000;
export const maxTokens = 1000;
export const maxSessions = 5000;

/** Names of users: what a header, a log line and a history carry unchanged. */
const userName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/,
    '1 to 64 letters, digits and . _ @ -, beginning with a letter or digit',
  );

const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const printers = z.array(z.string()).readonly().nullable();

const user = z.object({
  name: userName,
  roles: z.array(z.enum(roles)).readonly(),
  /** AE titles; null: all. */
  printers,
  /** Who knows the password: this server, or a directory, which then has the roles and printers too. */
  source: z.enum(['local', 'ldap', 'oidc']).default('local'),
  /** Whether the user sees films with patient data; null: as the roles say. */
  seesFilms: z.boolean().nullable().default(null),
  /** Null: signs in elsewhere, or has not chosen a password yet. */
  passwordHash: z.string().refine(isPasswordHash).nullable(),
  /** A link with which the user chooses a password, once. */
  link: z.object({ digest, expiresAt: z.iso.datetime() }).nullable().default(null),
  createdAt: z.iso.datetime(),
  /** Since then sign-ins, sessions and tokens of the user are refused; null: not disabled. */
  disabledAt: z.iso.datetime().nullable(),
});
export type User = z.output<typeof user>;

const token = z.object({
  id: z.string().regex(/^[a-z0-9]{8}$/),
  digest,
  label: z.string().max(64),
  /** The user of the token: the history shows this name, and the token permits no more than this user's roles. */
  user: userName,
  /** What it may do; null: all that its user may. */
  scope: z.array(z.enum(permissions)).readonly().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type ApiToken = z.output<typeof token>;

const session = z.object({
  digest,
  user: userName,
  address: z.string().max(64),
  createdAt: z.iso.datetime(),
  usedAt: z.iso.datetime(),
});
export type Session = z.output<typeof session>;

export const accountsSchema = z.object({
  version: z.literal(1),
  users: z.array(user).max(maxUsers).readonly(),
  tokens: z.array(token).max(maxTokens).readonly(),
});
export type AccountData = z.output<typeof accountsSchema>;

export const sessionsSchema = z.object({
  version: z.literal(1),
  sessions: z.array(session).max(maxSessions).readonly(),
  /** When each user made the last request of a session. */
  seen: z.record(userName, z.iso.datetime()).default({}),
});
export type SessionData = z.output<typeof sessionsSchema>;

/** Dependencies of the changes of users and tokens. */
export interface AccountContext {
  readonly file: AccountFile<AccountData>;
  readonly onEvent: (event: AccountEvent) => void;
  readonly now: () => Date;
}

export class AccountFile<Data extends object> {
  readonly #path: string;
  #data: Data;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: string, data: Data) {
    this.#path = file;
    this.#data = data;
  }

  /**
   * Reads the file; `empty` where there is none.
   * @throws SetupFailure `config-invalid` for a damaged file: if it counted as empty, anyone could become the first
   * administrator
   */
  static async open<Data extends object>(
    file: string,
    schema: z.ZodType<Data>,
    empty: Data,
  ): Promise<AccountFile<Data>> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return new AccountFile(file, empty);
      throw new SetupFailure('config-invalid', `${file} cannot be read: ${messageOf(error)}`, {
        cause: error,
      });
    }
    try {
      return new AccountFile(file, schema.parse(JSON.parse(text)));
    } catch (error) {
      throw new SetupFailure(
        'config-invalid',
        `${file} is damaged; restore it from a back-up, or remove it to begin without users`,
        { cause: error },
      );
    }
  }

  get data(): Data {
    return this.#data;
  }

  /**
   * Changes the data; changes run one after the other. Throws what `edit` throws, and the system's error; nothing has changed
   * then.
   */
  async change(edit: (data: Data) => Data): Promise<Data> {
    const change = this.#last.then(async () => {
      const next = edit(this.#data);
      if (next === this.#data) return next;
      const temporary = `${this.#path}.part`;
      await writeFile(temporary, `${JSON.stringify(next, undefined, 1)}\n`, { mode: 0o600 });
      await publishFile(temporary, this.#path);
      this.#data = next;
      return next;
    });
    this.#last = change.catch(() => undefined);
    return change;
  }
}
