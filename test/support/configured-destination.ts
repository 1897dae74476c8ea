// Destinations as a configuration makes them, without a file; and what was configured as plain values.
import { destinationKinds, destinationSchema } from '../../src/destinations/registry.ts';
import type { Destination, Surroundings } from '../../src/destinations/destination-kind.ts';

const schema = destinationSchema(destinationKinds);

/** A printer HARDCOPY, and folders that are not there. */
export const surroundings: Surroundings = {
  printer: {
    aeTitle: 'HARDCOPY',
    densities: { min: 20, max: 320 },
    filmSizes: ['14INX17IN'],
    customFilmSizes: {},
  },
  dataFolder: '/nowhere/data',
  configFolder: '/nowhere/config',
};

/** The destination of these keys. Throws for keys that a configuration may not have. */
export const configuredDestination = (keys: Readonly<Record<string, unknown>>): Destination =>
  schema.parse(keys).resolve(surroundings);

/** What JSON says of a value: settings without the functions of their kind. */
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
