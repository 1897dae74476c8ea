// Which role permits what. docs/reference/permissions.md is generated from this table.
import { permissions, roles, type Permission, type Role } from '../api/user.ts';

const viewer = ['printer.view', 'metrics.view'] as const satisfies readonly Permission[];

const technician = [
  ...viewer,
  'film.view',
  'job.hold',
  'job.release',
  'job.cancel',
  'job.retry',
  'job.printed',
  'job.move',
  'job.priority',
  'job.reprint',
  'queue.order',
  'printer.pause',
  'printer.resume',
  'printer.move-queue',
  'printer.test-page',
  'quality.control',
  'print.create',
  'client.view',
  'client.echo',
  'access.test',
  'system.view',
] as const satisfies readonly Permission[];

const physicist = [
  ...viewer,
  'film.view',
  'printer.test-page',
  'printer.calibration-target',
  'quality.calibrate',
  'quality.control',
] as const satisfies readonly Permission[];

const byRole: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  technician,
  physicist,
  administrator: permissions,
};

/**
 * What a user with these roles may do, in the order of `permissions`.
 * @param seesFilms whether the user sees films with patient data; null: as the roles say
 */
export function permissionsOf(
  given: readonly Role[],
  seesFilms: boolean | null = null,
): readonly Permission[] {
  const all = new Set<Permission>(given.flatMap((role) => byRole[role]));
  if (seesFilms === true) all.add('film.view');
  if (seesFilms === false) all.delete('film.view');
  return permissions.filter((permission) => all.has(permission));
}

/** The roles that permit it, the one with the fewest permissions first. */
export const rolesWith = (permission: Permission): readonly Role[] =>
  roles.filter((role) => byRole[role].includes(permission));
