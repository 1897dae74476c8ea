// Recognizes retries by a fingerprint: a hash of the client and of everything that would be printed, including the content of
// pixels. Two requests with the same fingerprint print the same sheets for the same client.
import { createHash } from 'node:crypto';
import type { BlobWriter, PrintRequest } from '../../shared/film/film.ts';
import type { PrintScpPorts } from '../ports.ts';

/** Left out of the hash: instance UIDs differ between associations and are not visible on a sheet. */
const unseen: ReadonlySet<string> = new Set(['sopInstanceUid']);

/** The fingerprint of a request; `digests` are content hashes by blob key. */
export function fingerprintOf(request: PrintRequest, digests: ReadonlyMap<string, string>): string {
  const { printJobUid: _job, association: _association, substitutions: _notes, ...printed } = request;
  const text = JSON.stringify(printed, (name, value: unknown) => {
    if (unseen.has(name)) return undefined;
    // A key without a digest is hashed itself: the request is then unique, and is printed.
    return name === 'key' && typeof value === 'string' ? (digests.get(value) ?? value) : value;
  });
  return createHash('sha256').update(text).digest('hex');
}

/** The same ports, which also hash the content of blobs while it is written; `digests` gets the hashes of finished blobs. */
export function hashingPorts(ports: PrintScpPorts, digests: Map<string, string>): PrintScpPorts {
  return {
    ...ports,
    openBlob: async () => hashing(await ports.openBlob(), digests),
    discardBlobs: async (blobs) => {
      for (const { key } of blobs) digests.delete(key);
      await ports.discardBlobs(blobs);
    },
  };
}

function hashing(blob: BlobWriter, digests: Map<string, string>): BlobWriter {
  const hash = createHash('sha256');
  return {
    write: (chunk) => {
      hash.update(chunk);
      return blob.write(chunk);
    },
    finish: async () => {
      const finished = await blob.finish();
      digests.set(finished.key, hash.digest('hex'));
      return finished;
    },
    discard: () => blob.discard(),
  };
}
