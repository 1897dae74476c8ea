// A relay between a client and a DICOM server on this machine: records the lengths of the P-DATA-TF PDUs of each
// direction, and can make the server appear as another implementation.
import { connect, createServer, type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { implementationClassUid } from '../../src/dicom/data-set/uids.ts';

const pDataTf = 0x04;
/** Has the same length as ours, so that no length in the association response changes. */
const foreignClassUid = '1.2.276.0.7230010.3.0.3.6.7.111111111111111'.slice(0, implementationClassUid.length);

/** A function that takes the bytes of one direction and adds the length of each complete P-DATA-TF PDU to `lengths`. */
function measured(lengths: number[]): (chunk: Uint8Array) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 6 && rest.length >= 6 + rest.readUInt32BE(2)) {
      const length = rest.readUInt32BE(2);
      if (rest[0] === pDataTf) lengths.push(length);
      rest = rest.subarray(6 + length);
    }
  };
}

export interface Relay {
  readonly port: number;
  /** PDU lengths from clients, and from the server. */
  readonly sent: readonly number[];
  readonly received: readonly number[];
}

/**
 * Forwards bytes to a port until the test ends.
 * @param options `foreign`: the server identifies itself as `foreignClassUid` instead of Hardcopy
 */
export async function relay(
  t: TestContext,
  target: number,
  options: { readonly foreign?: true } = {},
): Promise<Relay> {
  const [sent, received]: [number[], number[]] = [[], []];
  const server = createServer((client) => {
    const peer = connect(target, '127.0.0.1');
    const [ofClient, ofServer] = [measured(sent), measured(received)];
    client.on('data', (chunk) => {
      ofClient(Buffer.from(chunk));
    });
    client.pipe(peer);
    peer.on('data', (chunk) => {
      const bytes = Buffer.from(chunk);
      ofServer(bytes);
      const at = options.foreign ? bytes.indexOf(implementationClassUid) : -1;
      if (at >= 0) bytes.write(foreignClassUid, at, 'latin1');
      client.write(bytes);
    });
    peer.on('end', () => client.end());
    for (const socket of [client, peer]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sent, received };
}
