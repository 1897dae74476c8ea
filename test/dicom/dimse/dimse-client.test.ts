// Requests and responses over a real association: matching, order, events, minimum receive rate.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { AssociationFailure } from '../../../src/shared/errors/wire-failures.ts';
import type { AcceptorOptions } from '../../../src/dicom/upper-layer/acceptor-options.ts';
import type { Association } from '../../../src/dicom/dimse/association.ts';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { readDataSet } from '../../../src/dicom/data-set/data-set-reader.ts';
import { DimseClient, type DimseClientOptions } from '../../../src/dicom/dimse/dimse-client.ts';
import type { Command } from '../../../src/dicom/dimse/dimse-commands.ts';
import { sopClasses, sopInstances } from '../../../src/dicom/data-set/uids.ts';
import { acceptor, requestor } from '../../support/associations.ts';

const echo = { kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification } as const;
const getPrinter = {
  kind: 'N-GET-RQ',
  requestedSopClassUid: sopClasses.Printer,
  requestedSopInstanceUid: sopInstances.Printer,
} as const;
const createSession = { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.BasicFilmSession } as const;
const jobDone: Command = {
  kind: 'N-EVENT-REPORT-RQ',
  messageId: 77,
  affectedSopClassUid: sopClasses.PrintJob,
  affectedSopInstanceUid: '1.2.3.4',
  eventTypeId: 3,
  hasDataSet: true,
};

async function client(t: TestContext, serve: AcceptorOptions['serve'], options?: DimseClientOptions) {
  const { port } = await acceptor(t, { serve });
  const association = await requestor(t, port);
  return { association, client: new DimseClient(association, options) };
}

/** Answers each message with what `answer` makes of it. */
async function serveWith(
  association: Association,
  answer: (command: Command) => { command: Command; data?: ReturnType<typeof dataSetOf> } | undefined,
): Promise<void> {
  for await (const { command, context, data } of association.messages()) {
    if (data) for await (const _ of data);
    const response = answer(command);
    if (response) await association.send({ contextId: context.id, ...response });
  }
}

const responseTo = (command: Command, status = 0): Command => {
  assert.ok('messageId' in command);
  const common = { messageIdBeingRespondedTo: command.messageId, status, hasDataSet: false };
  return command.kind === 'C-ECHO-RQ' ? { kind: 'C-ECHO-RSP', ...common } : { kind: 'N-GET-RSP', ...common };
};

test('a request without data, its response with status', async (t) => {
  const { client: scu, association } = await client(t, (open) =>
    serveWith(open, (command) => ({ command: responseTo(command, 0x0122) })),
  );
  const { command, data } = await scu.request(3, echo);
  assert.deepEqual(command, {
    kind: 'C-ECHO-RSP',
    messageIdBeingRespondedTo: 1,
    status: 0x0122,
    hasDataSet: false,
  });
  assert.equal(data, undefined);
  await association.release();
});

test('data sets both ways', async (t) => {
  const { client: scu } = await client(t, async (open) => {
    for await (const { command, context, data } of open.messages()) {
      assert.ok(data && 'messageId' in command);
      const sent = await readDataSet(data, context);
      await open.send({
        contextId: context.id,
        command: {
          kind: 'N-CREATE-RSP',
          messageIdBeingRespondedTo: command.messageId,
          status: 0,
          affectedSopInstanceUid: '1.2.3',
          hasDataSet: true,
        },
        data: sent.with(dataSetOf({ NumberOfCopies: 1 })),
      });
    }
  });
  const { command, data } = await scu.request(1, createSession, dataSetOf({ PrintPriority: 'HIGH' }));
  assert.equal(command.affectedSopInstanceUid, '1.2.3');
  assert.equal(data?.string('PrintPriority'), 'HIGH');
  assert.equal(data.number('NumberOfCopies'), 1);
});

test('requests at once are sent one after the other, each with its own message id', async (t) => {
  const seen: number[] = [];
  const { client: scu } = await client(t, async (open) => {
    const messages = open.messages()[Symbol.asyncIterator]();
    for (let next = messages.next(); ;) {
      const message = await next;
      if (message.done) return;
      const { command, context } = message.value;
      assert.ok('messageId' in command);
      seen.push(command.messageId);
      // Were the next request already sent, it would be here before this one is answered.
      next = messages.next();
      const ahead = await Promise.race([next.then(() => true), someTurns().then(() => false)]);
      assert.equal(ahead, false);
      await open.send({ contextId: context.id, command: responseTo(command) });
    }
  });
  const answers = await Promise.all([scu.request(3, echo), scu.request(1, getPrinter), scu.request(3, echo)]);
  assert.deepEqual(seen, [1, 2, 3]);
  assert.deepEqual(
    answers.map(({ command }) => [command.kind, command.messageIdBeingRespondedTo]),
    [
      ['C-ECHO-RSP', 1],
      ['N-GET-RSP', 2],
      ['C-ECHO-RSP', 3],
    ],
  );
});

async function someTurns(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await turn();
}

test('an event is answered with Success and reported, also while a response is awaited', async (t) => {
  const events: unknown[] = [];
  const answers: Command[] = [];
  const { client: scu, association } = await client(
    t,
    async (open) => {
      for await (const { command, context } of open.messages()) {
        if (command.kind === 'N-EVENT-REPORT-RSP') {
          answers.push(command);
          await open.send({
            contextId: 3,
            command: responseTo({ ...echo, messageId: 1, hasDataSet: false }),
          });
        } else {
          await open.send({ contextId: context.id, command: jobDone, data: dataSetOf({ PrinterName: 'P' }) });
        }
      }
    },
    { onEventReport: (report, data) => events.push([report.eventTypeId, data?.string('PrinterName')]) },
  );
  await scu.request(3, echo);
  assert.deepEqual(events, [[3, 'P']]);
  assert.deepEqual(answers, [
    {
      kind: 'N-EVENT-REPORT-RSP',
      messageIdBeingRespondedTo: 77,
      affectedSopClassUid: sopClasses.PrintJob,
      affectedSopInstanceUid: '1.2.3.4',
      eventTypeId: 3,
      status: 0,
      hasDataSet: false,
    },
  ]);
  await association.release();
});

test('an event that cannot be dealt with is answered with 0110', async (t) => {
  const answered = Promise.withResolvers<Command>();
  await client(
    t,
    async (open) => {
      await open.send({ contextId: 1, command: { ...jobDone, hasDataSet: false } });
      for await (const { command } of open.messages()) answered.resolve(command);
    },
    {
      onEventReport: () => {
        throw new Error('no');
      },
    },
  );
  const answer = await answered.promise;
  assert.equal(answer.kind === 'N-EVENT-REPORT-RSP' && answer.status, 0x0110);
});

test('a response that does not come in time aborts the association', async (t) => {
  const { client: scu, association } = await client(t, (open) => serveWith(open, () => undefined), {
    responseTimeout: 30,
  });
  await assert.rejects(scu.request(3, echo), (error: unknown) => {
    assert.ok(error instanceof AssociationFailure);
    assert.equal(error.message, 'no complete response to C-ECHO-RQ within 0.03 s');
    return true;
  });
  assert.equal((await association.ended).kind, 'aborted');
  await assert.rejects(scu.request(3, echo), AssociationFailure);
});

const nonsense: Readonly<Record<string, (request: Command) => Command>> = {
  'a response to another request': (request) =>
    ({ ...responseTo(request), messageIdBeingRespondedTo: 99 }) as Command,
  'a response of another kind': () => ({
    kind: 'N-SET-RSP',
    messageIdBeingRespondedTo: 1,
    status: 0,
    hasDataSet: false,
  }),
  'an unexpected request': () => ({ ...echo, messageId: 5, hasDataSet: false }),
};
for (const [name, answer] of Object.entries(nonsense)) {
  test(`${name} aborts the association as the provider`, async (t) => {
    const { client: scu, association } = await client(t, (open) =>
      serveWith(open, (command) => ({ command: answer(command) })),
    );
    await assert.rejects(scu.request(3, echo));
    const end = await association.ended;
    assert.deepEqual({ ...end, detail: '' }, { kind: 'aborted', by: 'us', source: 2, reason: 0, detail: '' });
  });
}

test('a peer that aborts fails the request that waits', async (t) => {
  const aborted = await client(t, async (open) => {
    for await (const _ of open.messages()) open.abort('no more');
  });
  await assert.rejects(aborted.client.request(3, echo), /the peer aborted the association: its application/);
});
