// Features that printers list but do not support: each is tried once, replaced by a fallback, and not tried again until the
// printer restarts. Asserted by the requests and the number of documents that the printer received.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { printerAddress, redirected } from '../../../src/destinations/ipp/protocol/printer-address.ts';
import { filmOf } from '../../support/render-films.ts';
import { documentsReceived, refuse } from '../../support/scripted-answers.ts';
import { ippDriver, ippTask, never } from '../../support/ipp-task.ts';
import {
  startScriptedPrinter,
  type Script,
  type ScriptedPrinter,
  type ScriptedRequest,
} from '../../support/scripted-ipp-printer.ts';

/** Delivers two films, restarts the printer, and delivers a third; returns the requests for each. */
async function three(t: TestContext, script: Script, films = 1) {
  const printer = await startScriptedPrinter(t, {
    ...script,
    attributes: { 'printer-up-time': 500, ...script.attributes },
  });
  const driver = ippDriver(printer.uri);
  const film = filmOf([], { filmSizeId: '8_5INX11IN' });
  const rounds: (readonly ScriptedRequest[])[] = [];
  for (const [jobId, upTime] of [
    ['first', 500],
    ['second', 501],
    ['third', 3],
  ] as const) {
    printer.attributes['printer-up-time'] = upTime;
    const before = printer.requests.length;
    const { task } = await ippTask(t, {
      jobId,
      films: () => Promise.resolve(Array.from({ length: films }, () => film)),
    });
    const variant = () => Promise.resolve(task.document);
    // Capabilities are queried again after a while; that answer shows the restart.
    if (jobId === 'third') await driver.deviceState();
    const result = await driver.deliver({ ...task, variant }, never);
    assert.equal(result.kind, 'delivered', JSON.stringify(result));
    rounds.push(printer.requests.slice(before));
  }
  return { printer, rounds };
}

function documents(printer: ScriptedPrinter): void {
  assert.equal(documentsReceived(printer), 3);
}
const count = (requests: readonly ScriptedRequest[] | undefined, operation: string) =>
  requests?.filter((request) => request.operation === operation).length;

describe('features are tried once, and again after a restart', () => {
  for (const status of ['client-error-bad-request', 'server-error-operation-not-supported'])
    test(`Validate-Job refused with ${status} is skipped`, async (t) => {
      const { printer, rounds } = await three(t, { answer: refuse('Validate-Job', status) });
      assert.deepEqual(
        rounds.map((round) => count(round, 'Validate-Job')),
        [1, 0, 1],
      );
      documents(printer);
    });

  for (const status of [
    'client-error-bad-request',
    'server-error-operation-not-supported',
    'client-error-not-possible',
  ])
    test(`Create-Job refused with ${status}: Print-Job`, async (t) => {
      const { printer, rounds } = await three(t, { answer: refuse('Create-Job', status) });
      assert.deepEqual(
        rounds.map((round) => [count(round, 'Create-Job'), count(round, 'Print-Job')]),
        [
          [1, 1],
          [0, 1],
          [1, 1],
        ],
      );
      documents(printer);
    });

  test('Send-Document refused: the empty job is cancelled, then Print-Job', async (t) => {
    const printer = await startScriptedPrinter(t, {
      answer: refuse('Send-Document', 'server-error-operation-not-supported'),
    });
    const { task } = await ippTask(t);
    const driver = ippDriver(printer.uri);
    for (const jobId of ['first', 'second'])
      assert.equal((await driver.deliver({ ...task, jobId }, never)).kind, 'delivered');
    assert.deepEqual(printer.operations(), [
      'Create-Job',
      'Send-Document',
      'Cancel-Job',
      'Print-Job',
      'Print-Job',
    ]);
    assert.deepEqual(
      [...printer.jobs.values()].map(({ state }) => state),
      ['canceled', 'completed', 'completed'],
    );
  });

  test('HTTP 417: without Expect', async (t) => {
    const expects: boolean[] = [];
    let refused = 0;
    const { printer } = await three(t, {
      early: (headers) => (headers.expect === undefined ? undefined : ((refused += 1), { http: 417 })),
      answer: ({ operation, headers }) => {
        if (operation === 'Send-Document') expects.push(headers.expect !== undefined);
        return undefined;
      },
    });
    assert.deepEqual(expects, [false, false, false]);
    assert.equal(refused, 2, 'once, and again after the restart');
    documents(printer);
  });

  for (const [highest, status] of [
    ['1.1', 'client-error-bad-request'],
    ['1.0', 'client-error-bad-request'],
    ['1.1', 'server-error-version-not-supported'],
    ['1.0', 'server-error-version-not-supported'],
  ] as const)
    test(`${status} to what is above IPP ${highest}`, async (t) => {
      const { printer, rounds } = await three(t, {
        answer: ({ version }) => (version > highest ? { status } : undefined),
      });
      const refused = (round: readonly ScriptedRequest[] = []) =>
        round.filter(({ version }) => version > highest).length;
      const steps = highest === '1.0' ? 2 : 1;
      assert.deepEqual([refused(rounds[0]), refused(rounds[1])], [steps, 0]);
      assert.ok(refused(rounds[2]) <= steps);
      documents(printer);
    });

  test('a bad request for another reason than the version is retried once per version, then reported', async (t) => {
    const printer = await startScriptedPrinter(t, { answer: () => ({ status: 'client-error-bad-request' }) });
    const state = await ippDriver(printer.uri).deviceState();
    assert.equal(state.ready, false);
    assert.deepEqual(
      printer.requests.slice(0, 3).map(({ version }) => version),
      ['2.0', '1.1', '1.0'],
    );
  });
});

describe('several films for a printer that accepts one document per job, although it lists several', () => {
  const jpeg = { 'document-format-supported': ['image/jpeg'], 'multiple-document-jobs-supported': true };
  const status = 'server-error-multiple-document-jobs-not-supported';
  for (const [name, answer] of [
    [
      'the first document',
      (request: ScriptedRequest) =>
        request.operation === 'Send-Document' && request.attributes.boolean('last-document') === false
          ? { status }
          : undefined,
    ],
    [
      'the second document',
      (request: ScriptedRequest, printer: ScriptedPrinter) =>
        request.operation === 'Send-Document' &&
        request.document.length > 0 &&
        (printer.jobs.get(request.attributes.integer('job-id') ?? 0)?.documents.length ?? 0) > 0
          ? { status }
          : undefined,
    ],
  ] as const)
    test(`${name} refused with 0x0509`, async (t) => {
      const self: ScriptedPrinter = await startScriptedPrinter(t, {
        attributes: jpeg,
        answer: (request) => answer(request, self),
      });
      const film = filmOf([], { filmSizeId: '8_5INX11IN' });
      const { task } = await ippTask(t, { films: () => Promise.resolve([film, film, film]) });
      const asked: (number | undefined)[] = [];
      const driver = ippDriver(self.uri);
      const deliver = (jobId: string) =>
        driver.deliver(
          {
            ...task,
            jobId,
            variant: (variant) => {
              asked.push(variant.film);
              return Promise.resolve(task.document);
            },
          },
          never,
        );
      assert.equal((await deliver('first')).kind, 'delivered');
      const whole = () =>
        [...self.jobs.values()].flatMap(({ state, documents: got }) =>
          state === 'completed' ? got.filter(({ length }) => length > 0).length : [],
        );
      assert.deepEqual(whole(), [1, 1, 1], 'each film once');
      const before = asked.length;
      assert.equal((await deliver('second')).kind, 'delivered');
      assert.deepEqual(asked.slice(before), [0, 1, 2], 'known now');
      assert.deepEqual(whole(), [1, 1, 1, 1, 1, 1]);
    });
});

describe('formats', () => {
  const two = {
    'document-format-supported': ['application/pdf', 'image/pwg-raster'],
    'pwg-raster-document-type-supported': ['sgray_8'],
    'pwg-raster-document-resolution-supported': [[300, 300, 'dpi']],
  };
  const formats = (requests: readonly ScriptedRequest[] | undefined) =>
    requests
      ?.filter(({ operation }) => operation === 'Send-Document')
      .map(({ attributes }) => attributes.string('document-format'));
  const [pdf, pwg] = ['application/pdf', 'image/pwg-raster'];

  test('refused: the next format is used, and the refused one comes last from then on', async (t) => {
    const { printer, rounds } = await three(t, {
      attributes: two,
      answer: ({ operation, attributes }) =>
        operation === 'Send-Document' && attributes.string('document-format') === pdf
          ? { status: 'client-error-document-format-not-supported' }
          : undefined,
    });
    assert.deepEqual(rounds.map(formats), [[pdf, pwg], [pwg], [pdf, pwg]]);
    assert.deepEqual([...printer.jobs.values()].filter(({ state }) => state === 'completed').length, 3);
  });

  for (const [name, answer] of [
    ['by IPP', { status: 'client-error-request-entity-too-large' }],
    ['by HTTP', { http: 413 }],
  ] as const)
    test(`too large, ${name}: the next format is used for this document only`, async (t) => {
      const { rounds } = await three(t, {
        attributes: two,
        answer: ({ operation, attributes }) =>
          operation === 'Send-Document' && attributes.string('document-format') === pdf ? answer : undefined,
      });
      assert.deepEqual(rounds.map(formats), [
        [pdf, pwg],
        [pdf, pwg],
        [pdf, pwg],
      ]);
    });

  test('aborted: the next format is used; if it is aborted too, the delivery is retried later', async (t) => {
    const printer = await startScriptedPrinter(t, {
      attributes: two,
      printed: (job) => {
        if (job.id < 3) [job.state, job.reasons] = ['aborted', ['aborted-by-system']];
        return undefined;
      },
    });
    const { task, reports } = await ippTask(t);
    const variant = () => Promise.resolve(task.document);
    const driver = ippDriver(printer.uri);
    const result = await driver.deliver({ ...task, variant }, never);
    assert.ok(result.kind === 'failed' && result.cause === 'transient', JSON.stringify(result));
    assert.deepEqual(formats(printer.requests), [pdf, pwg]);
    const receipt = reports.receipts.at(-1) ?? null;
    assert.equal((await driver.deliver({ ...task, variant, receipt }, never)).kind, 'delivered');
    assert.equal(printer.jobs.size, 3);
  });
});

describe('addresses', () => {
  for (const http of [301, 302, 307, 308])
    test(`HTTP ${http} to another path of the host is followed, once`, async (t) => {
      let sentOn = 0;
      const printer = await startScriptedPrinter(t, {
        answer: ({ attributes }) => {
          if (attributes.string('printer-uri')?.endsWith('/ipp/print') !== true) return undefined;
          sentOn += 1;
          return { http, headers: { Location: '/ipp/port1' } };
        },
      });
      const { task } = await ippTask(t);
      assert.equal((await ippDriver(printer.uri).deliver(task, never)).kind, 'delivered');
      assert.equal(sentOn, 1);
      assert.equal(printer.jobs.size, 1);
    });

  for (const location of ['http://printer.example/ipp/print', 'ftp://127.0.0.1/', ''])
    test(`a redirection to "${location}" is named, and not followed`, async (t) => {
      const printer = await startScriptedPrinter(t, {
        answer: () => ({ http: 302, headers: { Location: location } }),
      });
      const state = await ippDriver(printer.uri).deviceState();
      assert.equal(state.ready, false);
      assert.match(
        state.detail,
        location === '' ? /does not say where/ : new RegExp(`redirects requests to ${location}`),
      );
      assert.equal(printer.requests.length, 1);
    });

  test('a redirection loop is given up', async (t) => {
    const printer = await startScriptedPrinter(t, {
      answer: () => ({ http: 307, headers: { Location: '/ipp/print' } }),
    });
    assert.equal((await ippDriver(printer.uri).deviceState()).ready, false);
    assert.ok(printer.requests.length < 10);
  });

  test('a redirection from an encrypted to an unencrypted connection is not followed; the reverse is', () => {
    const at = (uri: string) => printerAddress(uri) ?? assert.fail(uri);
    assert.equal(redirected(at('ipps://p.local/ipp/print'), 'http://p.local/ipp').kind, 'other');
    const to = redirected(at('ipp://p.local/ipp/print'), 'https://P.local:443/ipp/print');
    assert.deepEqual(to.kind === 'same-host' && [to.address.secure, to.address.port], [true, 443]);
  });

  for (const uri of ['ipp://[fe80::1%25eth0]/ipp/print', 'ipp://[fe80::1%eth0]:631/ipp/print'])
    test(`the zone of ${uri} is used only for the connection`, () => {
      const address = printerAddress(uri);
      assert.deepEqual([address?.host, address?.port], ['fe80::1%eth0', 631]);
      assert.equal(address?.printerUri, 'ipp://[fe80::1]/ipp/print');
    });

  test('an IPv6 address with a zone is reached, and the zone is not sent', async (t) => {
    const hosts: (string | undefined)[] = [];
    const printer = await startScriptedPrinter(
      t,
      {
        answer: ({ headers }) => {
          hosts.push(headers.host);
          return undefined;
        },
      },
      '::1',
    ).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') throw error;
      t.skip(`this machine has no address ::1 (${code})`);
      return undefined;
    });
    if (!printer) return;
    const state = await ippDriver(printer.uri.replace('[::1]', '[::1%25lo]')).deviceState();
    assert.equal(state.ready, true, state.detail);
    assert.match(hosts[0] ?? '', /^\[::1\]:\d+$/);
  });
});
