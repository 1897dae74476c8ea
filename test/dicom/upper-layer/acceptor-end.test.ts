// How associations end, by the peer, by the server, or when the server closes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Association } from '../../../src/dicom/dimse/association.ts';
import { WireFailure } from '../../../src/shared/errors/errors.ts';
import { AssociationFailure } from '../../../src/shared/errors/wire-failures.ts';
import { commandPdu, dataPdu, echoRq, setRq } from '../../support/associations.ts';
import { chars, wire } from '../../support/data-set-bytes.ts';
import { abortByProvider, abortByUser, releaseRp, releaseRq } from '../../support/wire-bytes.ts';
import { scene, infos } from './acceptor-scene.ts';

describe('the end', () => {
  test('a release in the midst of an operation is answered after its response', async (t) => {
    const { associated } = await scene(t);
    const peer = (await associated()).send(commandPdu(echoRq), releaseRq);
    assert.equal((await peer.receive())[0], 0x04);
    assert.deepEqual(await peer.receive(), releaseRp);
  });

  test('a client that aborts or vanishes is logged and lost to the server', async (t) => {
    const ends: unknown[] = [];
    const { associated, linesAtEnd } = await scene(t, {
      serve: async (association) => {
        await assert.rejects(async () => {
          for await (const _ of association.messages());
        }, AssociationFailure);
        ends.push(await association.ended);
      },
    });
    const aborting = await associated();
    await aborting.send(abortByProvider(6)).closed;
    const vanishing = await associated();
    vanishing.send(wire(commandPdu(setRq), dataPdu(chars('abcd'), false)));
    vanishing.reset();
    const lines = infos(await linesAtEnd());
    assert.deepEqual(
      lines
        .map(({ event }) => event)
        .filter((event) => event !== 'association.accepted')
        .sort(),
      ['association.aborted', 'association.lost'],
    );
    assert.deepEqual(ends[0], {
      kind: 'aborted',
      by: 'peer',
      source: 2,
      reason: 6,
      detail: 'the peer aborted the association: its protocol layer: invalid PDU parameter value (2/6)',
    });
    assert.equal((ends[1] as { kind: string }).kind, 'lost');
  });

  test('a client that aborts while the server is busy is noticed at once', async (t) => {
    const ended = Promise.withResolvers<unknown>();
    const { associated } = await scene(t, {
      serve: async (association) => {
        for await (const _ of association.messages()) ended.resolve((await association.ended).kind);
      },
    });
    const peer = await associated();
    peer.send(commandPdu(echoRq), abortByUser);
    assert.equal(await ended.promise, 'aborted');
  });

  const failures: Readonly<
    Record<string, { serve: (association: Association) => Promise<void>; bytes: Buffer; level: string }>
  > = {
    'a server that fails aborts, and says why in the log': {
      serve: () => Promise.reject(new Error('boom')),
      bytes: abortByUser,
      level: 'error',
    },
    'a data set that cannot be read aborts as the provider': {
      serve: () => Promise.reject(new WireFailure('data-set-invalid', 'no sense')),
      bytes: abortByProvider(0),
      level: 'info',
    },
    'a server that is done with the association aborts it': {
      serve: () => Promise.resolve(),
      bytes: abortByUser,
      level: 'info',
    },
  };
  for (const [name, { serve, bytes, level }] of Object.entries(failures)) {
    test(name, async (t) => {
      const { associated, linesAtEnd } = await scene(t, { serve });
      const peer = await associated();
      assert.deepEqual(await peer.receive(), bytes);
      peer.end();
      const lines = await linesAtEnd();
      assert.ok(lines.some((line) => line.level === level));
      assert.equal(lines.filter((line) => line.level === 'error').length, level === 'error' ? 1 : 0);
      assert.equal(infos(lines).at(-1)?.event, 'association.aborted');
    });
  }
});

describe('closing', () => {
  test('running associations finish in time, and new connections are refused', async (t) => {
    const { acceptor: opened, associated, connected } = await scene(t);
    const silent = await connected();
    const peer = await associated();
    const closing = opened.close(60_000);
    await silent.closed;
    await assert.rejects(connected(), { code: 'ECONNREFUSED' });
    assert.equal((await peer.send(commandPdu(echoRq)).receive())[0], 0x04);
    assert.deepEqual(await peer.send(releaseRq).receive(), releaseRp);
    peer.end();
    await closing;
  });

  test('a client that released but does not close holds nothing up', async (t) => {
    const { acceptor: opened, associated } = await scene(t);
    const peer = await associated();
    const closing = opened.close(60_000);
    assert.deepEqual(await peer.send(releaseRq).receive(), releaseRp);
    await closing;
    await peer.closed;
  });

  test('associations not finished in time are aborted, also if the peer does not close', async (t) => {
    const { acceptor: opened, associated, lines } = await scene(t);
    const peer = await associated();
    await opened.close(0);
    assert.deepEqual(await peer.receive(), abortByUser);
    await peer.closed;
    assert.match(String(infos(lines).at(-1)?.fields.why), /shutting down/);
  });
});
