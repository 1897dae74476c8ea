// GET /api/clients and POST /api/access/test on a real server: a client that was accepted, one that was refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientsAnswer } from '../src/api/clients.ts';
import { TestServer } from './support/server.ts';
import { connect } from '../src/dicom/upper-layer/requestor.ts';
import { requestorOptions } from './support/associations.ts';

test('who called, and who would be accepted', async () => {
  const server = await TestServer.start({
    config: [
      'printers: [{ aeTitle: HARDCOPY, destinations: [{ kind: pdf }] }]',
      'access:',
      '  - { name: radiology, callingAeTitles: [CT1], may: [print, echo] }',
      '',
    ].join('\n'),
  });
  try {
    const call = async (callingAeTitle: string) => {
      const options = requestorOptions(server.dicomPort, { callingAeTitle, calledAeTitle: 'HARDCOPY' });
      const association = await connect(options);
      await association.release();
    };
    await call('CT1');
    await assert.rejects(call('CT2'));
    const { clients } = clientsAnswer.parse(await (await server.get('/api/clients')).json());
    assert.deepEqual(
      clients.map(({ callingAeTitle, associations, refusals, profile }) => [
        callingAeTitle,
        associations,
        refusals,
        profile,
      ]),
      [
        ['CT2', 0, 1, 'standard'],
        ['CT1', 1, 0, 'standard'],
      ],
    );
    assert.ok(clients[0]?.lastRefusal?.reason);
    const wouldBe = async (callingAeTitle: string) => {
      const response = await fetch(`http://127.0.0.1:${server.httpPort}/api/access/test`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ callingAeTitle, address: '10.0.0.5', calledAeTitle: 'HARDCOPY' }),
      });
      return (await response.json()) as object;
    };
    assert.deepEqual(await wouldBe('CT1'), {
      accepted: true,
      rule: 'radiology',
      may: ['print', 'echo'],
      reason: null,
    });
    const refused = await wouldBe('CT2');
    assert.match(JSON.stringify(refused), /"accepted":false.*"reason":"/);
  } finally {
    assert.equal(await server.stop(), 0);
  }
});
