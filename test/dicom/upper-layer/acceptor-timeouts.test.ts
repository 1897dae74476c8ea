// The timeouts of the acceptor with a scripted peer that is late or silent.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Association } from '../../../src/dicom/dimse/association.ts';
import { decodeCommand } from '../../../src/dicom/dimse/dimse-commands.ts';
import { defaultTimeouts } from '../../../src/dicom/net/timeouts.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { associateRq, bytesOf, commandPdu, dataPdu, echoRq, setRq } from '../../support/associations.ts';
import { chars, wire } from '../../support/data-set-bytes.ts';
import type { ScriptedPeer } from '../../support/scripted-peer.ts';
import { abortByProvider, releaseRp, releaseRq } from '../../support/wire-bytes.ts';
import { soon, scene, infos } from './acceptor-scene.ts';

/** Answers every message, and notes how many bytes its data set had. */
const lengthsTo = (lengths: number[]) => async (association: Association) => {
  for await (const { context, data } of association.messages()) {
    let length = 0;
    for await (const fragment of data ?? []) length += fragment.length;
    lengths.push(length);
    const command = {
      kind: 'C-ECHO-RSP',
      messageIdBeingRespondedTo: 1,
      status: 0,
      hasDataSet: false,
    } as const;
    await association.send({ contextId: context.id, command });
  }
};

describe('timeouts', () => {
  test('a client that says nothing more is aborted', async (t) => {
    const { associated, linesAtEnd } = await scene(t, { timeouts: { ...defaultTimeouts, idle: soon } });
    const peer = await associated();
    assert.deepEqual(await peer.receive(), abortByProvider(0));
    peer.end();
    assert.match(String(infos(await linesAtEnd()).at(-1)?.fields.why), /no message came for 0\.03 s/);
  });

  const halves: Readonly<Record<string, Uint8Array>> = {
    'a PDU': wire('04 00 0000'),
    'a command': wire('04 00 00000010 0000000c 01 01').subarray(0, 10),
    'a message': commandPdu(setRq),
    'a data set': wire(commandPdu(setRq), dataPdu(chars('abcd'), false)),
  };
  for (const [name, bytes] of Object.entries(halves)) {
    test(`a client that stops in the midst of ${name} is aborted sooner`, async (t) => {
      const { associated, linesAtEnd } = await scene(t, {
        timeouts: { ...defaultTimeouts, betweenPackets: soon, silentDataSet: 0 },
      });
      const peer = (await associated()).send(bytes);
      assert.deepEqual(await peer.receive(), abortByProvider(0));
      peer.end();
      assert.match(
        String(infos(await linesAtEnd()).at(-1)?.fields.why),
        /the rest of a message did not come/,
      );
    });
  }

  const rspOf = async (peer: ScriptedPeer) => decodeCommand((await peer.receive()).subarray(12));
  const announced: Readonly<Record<string, Uint8Array>> = {
    'N-SET': commandPdu(setRq),
    'N-CREATE': commandPdu({
      kind: 'N-CREATE-RQ',
      messageId: 2,
      affectedSopClassUid: sopClasses.BasicFilmSession,
      hasDataSet: true,
    }),
    'N-ACTION': commandPdu({
      kind: 'N-ACTION-RQ',
      messageId: 2,
      requestedSopClassUid: sopClasses.BasicFilmBox,
      requestedSopInstanceUid: '1.2.3',
      actionTypeId: 1,
      hasDataSet: true,
    }),
  };
  for (const [name, bytes] of Object.entries(announced)) {
    test(`the data set of ${name} of which nothing comes is empty, and the association continues`, async (t) => {
      const lengths: number[] = [];
      const { associated } = await scene(t, {
        timeouts: { ...defaultTimeouts, silentDataSet: soon },
        serve: lengthsTo(lengths),
      });
      const peer = (await associated()).send(bytes);
      assert.equal((await rspOf(peer)).kind, 'C-ECHO-RSP');
      peer.send(bytes);
      assert.equal((await rspOf(peer)).kind, 'C-ECHO-RSP');
      peer.send(releaseRq);
      assert.deepEqual(await peer.receive(), releaseRp);
      assert.deepEqual(lengths, [0, 0]);
    });
  }

  test('a data set that has begun is waited for, however long it pauses, also within its first PDU', async (t) => {
    const lengths: number[] = [];
    const { associated } = await scene(t, {
      timeouts: { ...defaultTimeouts, silentDataSet: soon },
      serve: lengthsTo(lengths),
    });
    // A data set that never begins is the clock: once it was taken for empty, the time of silence is over.
    const silence = async () => rspOf((await associated()).send(commandPdu(setRq)));
    const pdu = dataPdu(chars('abcd'), false);
    const peer = (await associated()).send(commandPdu(setRq), pdu.subarray(0, 3));
    await silence();
    peer.send(pdu.subarray(3));
    await silence();
    peer.send(dataPdu(chars('ef'), true));
    assert.equal((await rspOf(peer)).kind, 'C-ECHO-RSP');
    assert.deepEqual(lengths, [0, 0, 6]);
  });

  test('a data set that comes after it was taken for empty is not read as another', async (t) => {
    const lengths: number[] = [];
    const { associated, linesAtEnd } = await scene(t, {
      timeouts: { ...defaultTimeouts, silentDataSet: soon },
      serve: lengthsTo(lengths),
    });
    const peer = (await associated()).send(commandPdu(setRq));
    await rspOf(peer);
    peer.send(dataPdu(chars('abcd'), true));
    assert.equal((await peer.receive())[0], 0x07);
    peer.end();
    assert.match(String(infos(await linesAtEnd()).at(-1)?.fields.why), /treated as empty/);
  });

  test('a client that keeps sending, byte after byte, has its message whole within the idle timeout or is aborted', async (t) => {
    const idle = 4 * soon;
    const { associated, linesAtEnd } = await scene(t, { timeouts: { ...defaultTimeouts, idle } });
    const peer = (await associated()).send(commandPdu(setRq));
    // A P-DATA-TF of one byte each: no gap is long, no PDU is broken off.
    const drip = setInterval(() => peer.send(dataPdu(chars('x'), false)), 2);
    t.after(() => {
      clearInterval(drip);
    });
    assert.deepEqual(await peer.receive(), abortByProvider(0));
    clearInterval(drip);
    peer.end();
    assert.match(
      String(infos(await linesAtEnd()).at(-1)?.fields.why),
      /a message came slower than 65536 bytes in 0\.12 s/,
    );
  });

  test('a long message at a good pace takes longer than the idle timeout', async (t) => {
    // Long enough for a machine that is busy with other things.
    const idle = 300;
    const { associated } = await scene(t, { timeouts: { ...defaultTimeouts, idle } });
    const started = performance.now();
    const peer = (await associated()).send(commandPdu(setRq));
    const piece = dataPdu(Buffer.alloc(65_530), false);
    while (performance.now() - started < 3 * idle) {
      peer.send(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    peer.send(dataPdu(Buffer.alloc(2), true), releaseRq);
    assert.equal((await peer.receive())[0], 0x04);
    assert.deepEqual(await peer.receive(), releaseRp);
  });

  test('neither holds while the server itself is busy', async (t) => {
    const busy = Promise.withResolvers<undefined>();
    const { connected } = await scene(t, {
      timeouts: { ...defaultTimeouts, idle: soon, betweenPackets: soon },
      serve: async (association) => {
        for await (const { context } of association.messages()) {
          await busy.promise;
          const command = {
            kind: 'C-ECHO-RSP',
            messageIdBeingRespondedTo: 1,
            status: 0,
            hasDataSet: false,
          } as const;
          await association.send({ contextId: context.id, command });
        }
      },
    });
    // At once, or a client on a busy machine would be too late for the idle timeout.
    const peer = (await connected()).send(Buffer.concat([bytesOf(associateRq()), commandPdu(echoRq)]));
    setTimeout(() => {
      busy.resolve(undefined);
    }, 3 * soon);
    assert.equal((await peer.receive())[0], 0x02);
    assert.equal((await peer.receive())[0], 0x04);
  });
});
