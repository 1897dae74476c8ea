// The user of a request: name, roles, and permitted actions. Start at `meSchema`.
import { z } from 'zod';
import { list, time } from './values.ts';

/** Every action that a role may permit. A contract, like the error codes. */
export const permissions = [
  'printer.view',
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
  'printer.calibration-target',
  'quality.calibrate',
  'quality.control',
  'print.create',
  'client.view',
  'client.echo',
  'client.trace',
  'access.test',
  'system.view',
  'log.view',
  'audit.view',
  'config.view',
  'config.change',
  'server.paths',
  'user.manage',
  'metrics.view',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['viewer', 'technician', 'physicist', 'administrator'] as const;
export type Role = (typeof roles)[number];

export const meSchema = z
  .object({
    user: z.string().describe('The name that the history shows: X-Hardcopy-User, or the address'),
    verified: z.boolean().describe('False: the name is not verified'),
    roles: list(z.enum(roles)),
    can: list(z.enum(permissions)).describe('The permitted actions'),
    printers: list(z.string()).nullable().describe('AE titles the user is limited to; null: all'),
    at: time.describe('Time of the server'),
    timeZone: z.string().describe('IANA time zone of the server'),
  })
  .meta({ id: 'Me', description: 'The user of this request' });
export type ApiMe = z.output<typeof meSchema>;
