// Destinations created from configuration values without a file; and their settings as plain values.
import { destinationKinds, destinationSchema } from '../../src/destinations/registry.ts';
import type { Destination, Surroundings } from '../../src/destinations/destination-kind.ts';

const schema = destinationSchema(destinationKinds);

/** A printer HARDCOPY with folders that do not exist. */
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

/** The destination with these keys. Throws for unknown keys. */
export const configuredDestination = (keys: Readonly<Record<string, unknown>>): Destination =>
  schema.parse(keys).resolve(surroundings);

/** A value after a round trip through JSON: settings without the functions of their kind. */
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
