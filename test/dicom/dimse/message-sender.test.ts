// Messages cut into PDVs: never longer than the peer accepts, of even length, complete, and not sent faster than the peer
// reads.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { OutgoingMessage } from '../../../src/dicom/dimse/association.ts';
import { DataSet, dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../../src/dicom/data-set/data-set-writer.ts';
import { encodeCommand } from '../../../src/dicom/dimse/dimse-commands.ts';
import { sendMessage } from '../../../src/dicom/dimse/message-sender.ts';
import { sopClasses, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';

interface Sent {
  readonly isCommand: boolean;
  readonly isLast: boolean;
  readonly data: Buffer;
}

const command = {
  kind: 'N-SET-RQ',
  messageId: 1,
  requestedSopClassUid: sopClasses.BasicFilmBox,
  requestedSopInstanceUid: '1.2.3',
  hasDataSet: true,
} as const;

/** What is sent to a peer with this maximum. */
async function send(data: OutgoingMessage['data'], peerMaxPduLength: number): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  await sendMessage(
    {
      send: ({ isCommand, isLast }, parts) => sent.push({ isCommand, isLast, data: Buffer.concat(parts) }),
      drained: () => undefined,
    },
    { contextId: 1, command: { ...command, hasDataSet: data !== undefined }, ...(data && { data }) },
    transferSyntaxes.explicitLittle,
    peerMaxPduLength,
  );
  return sent;
}

async function* chunks(...lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  let start = 0;
  for (const length of lengths) {
    yield Uint8Array.from({ length }, (_, index) => (start + index) % 251);
    start += length;
  }
}
const counting = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, index) => index % 251));

describe('fragments', () => {
  test('whatever the source’s chunks: all full and even but the last, which alone is marked', async () => {
    const lengths = fc.array(fc.nat(5000), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 128, max: 9000 }), async (source, maximum) => {
        const data = (await send(chunks(...source), maximum)).filter(({ isCommand }) => !isCommand);
        const full = maximum - 6 - (maximum % 2);
        assert.deepEqual(
          Buffer.concat(data.map((one) => one.data)),
          counting(source.reduce((a, b) => a + b, 0)),
        );
        assert.ok(data.slice(0, -1).every((one) => one.data.length === full && !one.isLast));
        assert.ok((data.at(-1)?.data.length ?? Infinity) <= full);
        assert.equal(data.at(-1)?.isLast, true);
      }),
      { numRuns: 60 },
    );
  });

  test('a peer that takes any length gets 256 KiB at a time', async () => {
    const data = (await send(chunks(300_000, 300_000), 0)).slice(1);
    assert.deepEqual(
      data.map((one) => one.data.length),
      [262_144, 262_144, 75_712],
    );
  });

  test('a data set of exactly one fragment is sent as one, the last', async () => {
    const data = (await send(chunks(4090), 4096)).slice(1);
    assert.deepEqual(
      data.map(({ data: { length }, isLast }) => [length, isLast]),
      [[4090, true]],
    );
  });

  test('nothing at all is one empty last fragment', async () => {
    const data = (await send(chunks(), 4096)).slice(1);
    assert.deepEqual(data, [{ isCommand: false, isLast: true, data: Buffer.alloc(0) }]);
  });

  test('crumbs are gathered', async () => {
    const data = (await send(chunks(...Array.from({ length: 5000 }, () => 1)), 4096)).slice(1);
    assert.deepEqual(
      data.map((one) => one.data.length),
      [4090, 910],
    );
  });

  test('the command comes first, cut as well if the peer takes little', async () => {
    const sent = await send(undefined, 64);
    assert.ok(sent.length > 1 && sent.every(({ isCommand }) => isCommand));
    assert.deepEqual(
      Buffer.concat(sent.map(({ data }) => data)),
      Buffer.from(encodeCommand({ ...command, hasDataSet: false })),
    );
    assert.deepEqual(
      sent.map(({ isLast }) => isLast),
      [...sent.slice(1).map(() => false), true],
    );
  });

  test('a data set is encoded in the transfer syntax of the context', async () => {
    const dataSet = dataSetOf({ NumberOfCopies: 2 });
    const [, data] = await send(dataSet, 4096);
    assert.deepEqual(data?.data, Buffer.from(encodeDataSet(dataSet, transferSyntaxes.explicitLittle)));
  });
});

test('a command that announces a data set it has not, or the other way round, is not sent', async () => {
  const sink = { send: () => assert.fail('sent'), drained: () => undefined };
  const promised = sendMessage(sink, { contextId: 1, command }, transferSyntaxes.implicitLittle, 0);
  await assert.rejects(promised, /hasDataSet is true/);
  const unannounced = { contextId: 1, command: { ...command, hasDataSet: false }, data: new DataSet([]) };
  await assert.rejects(
    sendMessage(sink, unannounced, transferSyntaxes.implicitLittle, 0),
    /hasDataSet is false/,
  );
});

test('the source is asked for no more than the peer has room for', async () => {
  let asked = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (;;) {
      asked += 1;
      yield await Promise.resolve(new Uint8Array(5000));
    }
  }
  const stop = new Error('stop');
  let fragments = 0;
  const sending = sendMessage(
    {
      send: ({ isCommand }) => {
        if (!isCommand) fragments += 1;
      },
      // After three fragments the peer is gone.
      drained: () => (fragments < 3 ? undefined : Promise.reject(stop)),
    },
    { contextId: 1, command, data: source() },
    transferSyntaxes.implicitLittle,
    4096,
  );
  await assert.rejects(sending, stop);
  assert.equal(fragments, 3);
  assert.equal(asked, 3, 'three chunks of 5000 are enough for three fragments of 4090, one held back');
});
