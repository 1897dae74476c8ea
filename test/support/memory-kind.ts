// A destination kind for tests: documents stay in memory, grouped by shelf name.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { destinationKind, everyDestination } from '../../src/destinations/destination-kind.ts';
import { anyDelivery } from '../../src/destinations/kind-conformance.ts';

/** Delivered documents, by shelf. */
export const shelves = new Map<string, Uint8Array[]>();

const schema = z.strictObject({
  kind: z.literal('memory').describe('Documents in memory'),
  ...everyDestination,
  shelf: z.string().min(1).describe('Name of the shelf they are put on'),
  host: z.string().default('localhost').describe('Machine that has the memory'),
});
const deviceSchema = schema.omit({ required: true });

export const memoryKind = destinationKind({
  kind: 'memory',
  schema,
  resolve: ({ shelf, host }: z.output<typeof deviceSchema>, { printer }) => ({
    shelf: `${printer.aeTitle}/${shelf}`,
    host,
  }),
  open: ({ name, shelf }) => ({
    name,
    deliver: async ({ document, jobId }) => {
      shelves.set(shelf, [...(shelves.get(shelf) ?? []), await readFile(document.path)]);
      return { kind: 'delivered', receipt: jobId, detail: `on ${shelf}` };
    },
    deviceState: () =>
      Promise.resolve({ status: 'WARNING', info: 'SUPPLY LOW', ready: true, detail: 'little memory' }),
    prospects: (sizes) =>
      Promise.resolve(
        sizes.map(({ filmSizeId }) => ({
          kind: 'sent',
          filmSizeId,
          color: false,
          format: 'application/pdf',
          colorMode: 'gray',
          paper: 'none',
        })),
      ),
  }),
  place: ({ shelf }) => shelf,
  describe: (place) => `memory ${place}`,
  device: { schema: deviceSchema, usesCalibration: true, takesAnyFilmSize: true },
  checks: ({ host }) => ({ host }),
  conformance: {
    statusTerms: [...anyDelivery, 'SUPPLY LOW'],
    color: { always: false, sentence: (names) => `Of ${names} colors are remembered.` },
    media: ({ shelf }) => [`Medium Type MEMORY is shelf ${shelf}`],
    mediaNote: (names) => `Both are remembered by ${names}.`,
  },
});
