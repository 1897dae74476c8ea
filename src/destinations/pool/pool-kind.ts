// Definition of the kind `pool`: several devices, one of which prints a job. The driver is in pool.ts.
import { z } from 'zod';
import {
  destinationKind,
  entryUnion,
  everyDestination,
  type Destination,
  type DestinationKind,
} from '../destination-kind.ts';
import { devicePool } from './pool.ts';

interface PoolSettings {
  readonly devices: readonly Destination[];
}

/** Makes the kind, for devices of these kinds. */
export function poolKind(kinds: readonly DestinationKind[]): DestinationKind<'pool'> {
  const devices = kinds.filter(({ deviceSchema }) => deviceSchema !== undefined);
  const schema = z.strictObject({
    kind: z.literal('pool').describe('Several devices, of which one prints a job'),
    ...everyDestination,
    devices: z
      .array(entryUnion(devices.flatMap(({ deviceSchema }) => deviceSchema ?? [])))
      .min(1)
      .max(32)
      .refine(
        (all) => new Set(all.map(({ name }) => name)).size === all.length,
        'devices with different names',
      )
      .describe(
        `Destinations of the kinds ${devices.map(({ kind }) => kind).join(' and ')}, each with its own name`,
      ),
  });
  return destinationKind({
    kind: 'pool',
    schema,
    resolve: (keys: z.output<typeof schema>, surroundings): PoolSettings => ({
      devices: keys.devices.map((device) => device.resolve(surroundings)),
    }),
    open: ({ name, devices: opened }) =>
      devicePool(
        name,
        opened.map((device) => device.open()),
      ),
    place: ({ devices: all }) => all.map(({ name, place }) => `${name} (${place})`).join(', '),
    describe: (place) => `one of ${place}`,
    entries: (keys) => keys.devices,
    members: (settings) => settings.devices,
  });
}
