// Users whom a directory knows are noted with the rights of their last sign-in, beside the local ones. Pure. Start at
// `withDirectoryUser`.
import { isDeepStrictEqual } from 'node:util';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import { maxUsers, type AccountData, type User } from './account-file.ts';
import type { UserRights } from './directory/rights.ts';

/** Names are written as they were first given, and compared without case. */
export const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export interface DirectoryAccount {
  readonly source: Exclude<User['source'], 'local'>;
  readonly name: string;
  readonly rights: UserRights;
}

/**
 * The data with this user; the user is undefined where another source has the name.
 * @param seenAt when a user was seen last
 * @throws RequestRefusal bad-request when there are too many users, none of whom can be forgotten
 */
export function withDirectoryUser(
  data: AccountData,
  { source, name, rights }: DirectoryAccount,
  now: Date,
  seenAt: (name: string) => string | null,
): { readonly data: AccountData; readonly user: User | undefined } {
  const known = data.users.find((user) => isSame(user.name, name));
  if (known && known.source !== source) return { data, user: undefined };
  if (known) {
    const user = { ...known, ...rights };
    if (isDeepStrictEqual(known, user)) return { data, user };
    return { data: { ...data, users: data.users.map((one) => (one === known ? user : one)) }, user };
  }
  const user: User = {
    name,
    ...rights,
    source,
    seesFilms: null,
    passwordHash: null,
    link: null,
    createdAt: now.toISOString(),
    disabledAt: null,
  };
  return { data: { ...data, users: [...withRoom(data.users, seenAt), user] }, user };
}

/** Without the user of a directory who was seen first, if there are too many: a later sign-in notes the user again. */
function withRoom(users: readonly User[], seenAt: (name: string) => string | null): readonly User[] {
  if (users.length < maxUsers) return users;
  const seen = ({ name, createdAt }: User) => seenAt(name) ?? createdAt;
  const [first] = users
    .filter(({ source, disabledAt }) => source !== 'local' && disabledAt === null)
    .toSorted((a, b) => seen(a).localeCompare(seen(b)));
  if (!first) throw new RequestRefusal('bad-request', `there are ${maxUsers} users already`);
  return users.filter((user) => user !== first);
}
