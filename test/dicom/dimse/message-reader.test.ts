// Messages from PDV fragments: unusual but legal fragmentations, and fragments that must be refused.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { IncomingMessage, NegotiatedContext } from '../../../src/dicom/dimse/association.ts';
import type { Command } from '../../../src/dicom/dimse/dimse-commands.ts';
import { encodeCommand } from '../../../src/dicom/dimse/dimse-commands.ts';
import { MessageReader, type Awaited } from '../../../src/dicom/dimse/message-reader.ts';
import type { PdvPiece } from '../../../src/dicom/pdu/pdu-reader.ts';
import { sopClasses, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import type { WireFailure } from '../../../src/shared/errors/errors.ts';
import { chars } from '../../support/data-set-bytes.ts';

const contexts = new Map<number, NegotiatedContext>(
  [1, 3].map((id) => [
    id,
    { id, abstractSyntax: sopClasses.Verification, transferSyntax: transferSyntaxes.implicitLittle },
  ]),
);

const echo: Command = {
  kind: 'C-ECHO-RQ',
  messageId: 7,
  affectedSopClassUid: sopClasses.Verification,
  hasDataSet: false,
};
const set: Command = {
  kind: 'N-SET-RQ',
  messageId: 8,
  requestedSopClassUid: sopClasses.BasicFilmBox,
  requestedSopInstanceUid: '1.2.3',
  hasDataSet: true,
};

const command = (bytes: Uint8Array, isLast = true, contextId = 1): PdvPiece => ({
  kind: 'pdv',
  contextId,
  isCommand: true,
  isLast,
  data: bytes,
});
const data = (text: string, isLast = false, contextId = 1): PdvPiece => ({
  kind: 'pdv',
  contextId,
  isCommand: false,
  isLast,
  data: chars(text),
});
const echoBytes = encodeCommand(echo);
const setBytes = encodeCommand(set);

class Refused extends Error {}

/** A reader of these pieces; after them the association is released. `waits` says how each wait was announced. */
function readerOf(...pieces: PdvPiece[]) {
  const answers: (() => 'silent' | 'ready')[] = [];
  const waits: Awaited[] = [];
  const refusals: WireFailure[] = [];
  const left = [...pieces];
  const source = {
    take: () => left.shift(),
    wait: (awaited: Awaited) => {
      waits.push(awaited);
      return Promise.resolve(answers.shift()?.() ?? ('released' as const));
    },
    refuse: (failure: WireFailure) => {
      refusals.push(failure);
      return new Refused(failure.message);
    },
  };
  return { reader: new MessageReader(source, contexts), waits, answers, refusals, left };
}

async function textOf(message: IncomingMessage | undefined): Promise<string> {
  const parts: Buffer[] = [];
  for await (const fragment of message?.data ?? []) parts.push(Buffer.from(fragment));
  return Buffer.concat(parts).toString('latin1');
}

describe('legal messages', () => {
  test('a command in one fragment; undefined after the release', async () => {
    const { reader, waits } = readerOf(command(echoBytes));
    const message = await reader.next();
    assert.deepEqual(message, { context: contexts.get(1), command: echo });
    assert.equal(await reader.next(), undefined);
    assert.deepEqual(waits, ['message'], 'between messages the idle timeout holds');
  });

  test('a command byte by byte', async () => {
    const pieces = [...echoBytes].map((byte, index) =>
      command(Buffer.of(byte), index === echoBytes.length - 1),
    );
    assert.deepEqual((await readerOf(...pieces).reader.next())?.command, echo);
  });

  test('a command that ends with an empty fragment', async () => {
    const { reader } = readerOf(command(echoBytes, false), command(Buffer.alloc(0)));
    assert.deepEqual((await reader.next())?.command, echo);
  });

  test('a data set in fragments, the last one empty', async () => {
    const { reader } = readerOf(command(setBytes), data('ab'), data('cd'), data('', true));
    const message = await reader.next();
    assert.deepEqual(message?.command, set);
    assert.equal(await textOf(message), 'abcd');
  });

  test('an empty data set', async () => {
    const { reader } = readerOf(command(setBytes), data('', true));
    assert.equal(await textOf(await reader.next()), '');
  });

  test('a data set of which nothing comes is empty, and the next message is read', async () => {
    const { reader, answers, waits, left } = readerOf(command(setBytes));
    answers.push(() => 'silent');
    assert.equal(await textOf(await reader.next()), '');
    left.push(command(echoBytes));
    assert.deepEqual((await reader.next())?.command, echo);
    assert.deepEqual(waits, ['data set']);
  });

  test('the same if the data set is not read', async () => {
    const { reader, answers, waits, left } = readerOf(command(setBytes));
    answers.push(
      () => 'silent',
      () => {
        left.push(command(echoBytes));
        return 'ready';
      },
    );
    assert.deepEqual((await reader.next())?.command, set);
    assert.deepEqual((await reader.next())?.command, echo);
    assert.deepEqual(waits, ['data set', 'message']);
  });

  test('a data set instead of which the next command comes is empty', async () => {
    const { reader, waits } = readerOf(
      command(setBytes),
      command(echoBytes.subarray(0, 20), false),
      command(echoBytes.subarray(20)),
    );
    assert.equal(await textOf(await reader.next()), '');
    assert.deepEqual((await reader.next())?.command, echo);
    assert.equal(await reader.next(), undefined);
    assert.deepEqual(waits, ['message']);
  });

  test('messages on several contexts, one after the other', async () => {
    const { reader } = readerOf(command(echoBytes, true, 3), command(setBytes), data('x', true));
    assert.equal((await reader.next())?.context.id, 3);
    assert.equal((await reader.next())?.context.id, 1);
  });

  test('unread data is skipped before the next message', async () => {
    const { reader } = readerOf(command(setBytes), data('ab'), data('cd', true), command(echoBytes));
    await reader.next();
    assert.deepEqual((await reader.next())?.command, echo);
  });

  test('data left after a loop ended early is skipped, too', async () => {
    const { reader } = readerOf(command(setBytes), data('ab'), data('cd', true), command(echoBytes));
    const message = await reader.next();
    assert.ok(message?.data);
    for await (const fragment of message.data) {
      assert.equal(Buffer.from(fragment).toString(), 'ab');
      break;
    }
    assert.deepEqual((await reader.next())?.command, echo);
  });

  test('pieces are taken only as they are asked for', async () => {
    const { reader, left } = readerOf(command(setBytes), data('ab'), data('cd', true));
    const message = await reader.next();
    assert.equal(left.length, 2);
    await message?.data?.[Symbol.asyncIterator]().next();
    assert.equal(left.length, 1);
  });
});

describe('refused messages', () => {
  const cases: Readonly<Record<string, { pieces: PdvPiece[]; why: RegExp }>> = {
    'on a context that was not negotiated': {
      pieces: [command(echoBytes, true, 5)],
      why: /presentation context 5 was not negotiated/,
    },
    'a data set without a command': {
      pieces: [data('ab', true)],
      why: /data set where a command set is expected/,
    },
    'a data set before the end of the command': {
      pieces: [command(setBytes.subarray(0, 20), false), data('ab', true)],
      why: /data set where a command set is expected/,
    },
    'a command that changes its context': {
      pieces: [command(echoBytes.subarray(0, 20), false), command(echoBytes.subarray(20), true, 3)],
      why: /contexts 1 and 3 within one message/,
    },
    'a data set on another context than its command': {
      pieces: [command(setBytes), data('ab', true, 3)],
      why: /contexts 1 and 3 within one message/,
    },
    'a command within a data set': {
      pieces: [command(setBytes), data('ab'), command(echoBytes)],
      why: /command set where the rest of a data set is expected/,
    },
    'a data set that was not announced': {
      pieces: [command(echoBytes), data('ab', true)],
      why: /data set where a command set is expected/,
    },
    'a command set that cannot be decoded': { pieces: [command(chars('nonsense'))], why: /./ },
    'a command set that does not end': {
      pieces: Array.from({ length: 5 }, () => command(Buffer.alloc(4096), false)),
      why: /more than 16384 bytes/,
    },
    'a release within a command': {
      pieces: [command(echoBytes.subarray(0, 20), false)],
      why: /released within a message/,
    },
    'a release instead of a data set': {
      pieces: [command(setBytes)],
      why: /released within a message/,
    },
    'a release within a data set': {
      pieces: [command(setBytes), data('ab')],
      why: /released within a message/,
    },
  };
  for (const [name, { pieces, why }] of Object.entries(cases)) {
    test(name, async () => {
      const { reader, refusals } = readerOf(...pieces);
      await assert.rejects(async () => {
        while (await reader.next());
      }, Refused);
      const [failure] = refusals;
      assert.equal(refusals.length, 1);
      assert.equal(failure?.code, 'dimse-invalid');
      assert.match(failure.message, why);
    });
  }

  test('a data set that comes after it was taken for empty', async () => {
    const { reader, answers, refusals, left } = readerOf(command(setBytes));
    answers.push(() => 'silent');
    assert.equal(await textOf(await reader.next()), '');
    left.push(data('ab', true));
    await assert.rejects(reader.next(), Refused);
    assert.match(refusals[0]?.message ?? '', /treated as empty/);
  });

  test('within a message the shorter timeout holds', async () => {
    const { reader, waits } = readerOf(command(setBytes), data('ab'));
    await reader.next();
    await assert.rejects(reader.next(), Refused);
    assert.deepEqual(waits, ['rest']);
  });
});
