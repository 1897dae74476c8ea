// Maps the groups of a user who is kept elsewhere to roles and printers. Pure. Start at `rightsOf`.
import { roles, type Role } from '../../api/user.ts';

export interface UserRights {
  readonly roles: readonly Role[];
  /** AE titles the user is limited to; null: all. */
  readonly printers: readonly string[] | null;
}

export interface GroupMapping {
  /** Groups with each role. */
  readonly roles: Readonly<Partial<Record<Role, readonly string[] | undefined>>>;
  /** Groups that are limited to a printer, by its AE title. */
  readonly printers: Readonly<Record<string, readonly string[]>>;
}

/**
 * What the groups of a user permit; null: no role. A user of any group under `printers` is limited to the printers of the user's
 * groups, unless another group makes the user an administrator.
 */
export function rightsOf(groups: readonly string[], mapping: GroupMapping): UserRights | null {
  const names = new Set(groups.flatMap(namesOf));
  const isIn = (wanted: readonly string[] = []) => wanted.some((group) => names.has(normalized(group)));
  const given = roles.filter((role) => isIn(mapping.roles[role]));
  if (given.length === 0) return null;
  const printers = Object.keys(mapping.printers).filter((printer) => isIn(mapping.printers[printer]));
  return {
    roles: given,
    printers: printers.length === 0 || given.includes('administrator') ? null : printers,
  };
}

/** Names without case; distinguished names also without the spaces that RFC 4514 allows around commas. */
const normalized = (group: string): string =>
  group.includes('=') ? group.toLowerCase().replaceAll(/(?<!\\)\s*,\s*/g, ',') : group.toLowerCase();

/** A group is meant by its whole name and, if that is a distinguished name, by the first value of it: `CN=Film,DC=…` is `film`. */
function namesOf(group: string): readonly string[] {
  const first = /^[A-Za-z][\w.-]*=(?<value>(?:\\.|[^,+\\])+)/.exec(group)?.groups?.value;
  return [
    normalized(group),
    ...(first === undefined ? [] : [first.replaceAll(/\\(.)/g, '$1').trim().toLowerCase()]),
  ];
}
