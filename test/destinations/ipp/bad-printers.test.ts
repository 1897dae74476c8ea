// Faulty printers: each result says whether a retry may succeed, and has a status info for DICOM clients and a sentence; nothing
// is lost, and nothing is printed twice if the printer's answers allow it.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import type { DeliveryResult, DeliveryTask } from '../../../src/destinations/destination.ts';
import type { DocumentVariant } from '../../../src/render/formats/document-variant.ts';
import { filmOf } from '../../support/render-films.ts';
import { ippDriver, ippTask, never } from '../../support/ipp-task.ts';
import { startScriptedPrinter, type Script } from '../../support/scripted-ipp-printer.ts';

function failureOf(result: DeliveryResult): readonly [cause: string, statusInfo: string, error: string] {
  assert.ok(result.kind === 'failed', JSON.stringify(result));
  return [result.cause, result.statusInfo, result.error];
}

/** The last recorded receipt. */
const last = (receipts: readonly string[]) => receipts.at(-1) ?? null;

test('waits for a printer that is not reachable', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  server.close();
  const driver = ippDriver(`ipp://127.0.0.1:${address.port}/ipp/print`);
  const { task } = await ippTask(t);
  const [cause, statusInfo, error] = failureOf(await driver.deliver(task, never));
  assert.deepEqual([cause, statusInfo], ['device', 'PRINTER OFFLINE']);
  assert.match(error, /nothing listens there\. Switch it on/);
  const state = await driver.deviceState();
  assert.deepEqual([state.status, state.info, state.ready], ['FAILURE', 'PRINTER OFFLINE', false]);
});

test('waits for a web server that is not a printer, with the advice to check the address', async (t) => {
  const printer = await startScriptedPrinter(t, { answer: () => ({ http: 200, body: '<html>' }) });
  const { task } = await ippTask(t);
  const [cause, statusInfo, error] = failureOf(await ippDriver(printer.uri).deliver(task, never));
  assert.deepEqual([cause, statusInfo], ['device', 'ELEC CONFIG ERR']);
  assert.match(error, /answers text\/html instead of IPP\. Check that the address/);
});

for (const [name, body] of [
  ['no bytes', Buffer.alloc(0)],
  ['HTML that says it is IPP', Buffer.from('<html><body>Not found</body></html>')],
  ['an attribute longer than the answer', Buffer.from('0200000000000001014700126174', 'hex')],
  ['five MiB', Buffer.alloc(5 * 1024 * 1024, 0x41)],
] as const) {
  test(`an answer of ${name} is not valid IPP`, async (t) => {
    const printer = await startScriptedPrinter(t, {
      answer: () => ({ http: 200, type: 'application/ipp', body }),
    });
    const state = await ippDriver(printer.uri).deviceState();
    assert.deepEqual([state.ready, state.info], [false, 'ELEC CONFIG ERR']);
  });
}

test('gives up on a printer that never answers, and waits for it', async (t) => {
  const printer = await startScriptedPrinter(t, { answer: () => 'silence' });
  const driver = ippDriver(printer.uri, {}, { stateMs: 200, idleMs: 300 });
  const startedAt = performance.now();
  const state = await driver.deviceState();
  assert.ok(performance.now() - startedAt < 1000);
  assert.deepEqual([state.ready, state.info], [false, 'PRINTER OFFLINE']);
  const { task } = await ippTask(t);
  assert.deepEqual(failureOf(await driver.deliver(task, never)).slice(0, 2), ['device', 'PRINTER OFFLINE']);
});

test('sends the document to the same job again after the connection ended in the middle of it', async (t) => {
  let cuts = 0;
  const printer = await startScriptedPrinter(t, {
    answer: ({ operation }) => {
      if (operation !== 'Send-Document' || cuts > 0) return undefined;
      cuts += 1;
      return 'close';
    },
  });
  const driver = ippDriver(printer.uri);
  const { task, reports, bytes } = await ippTask(t);
  const [cause, , error] = failureOf(await driver.deliver(task, never));
  assert.equal(cause, 'transient');
  assert.match(error, /ended the connection/);
  const again = await driver.deliver({ ...task, receipt: last(reports.receipts) }, never);
  assert.equal(again.kind, 'delivered');
  assert.deepEqual(printer.operations(), ['Create-Job', 'Send-Document', 'Send-Document']);
  assert.deepEqual(
    [...printer.jobs.values()].map(({ documents }) => documents),
    [[bytes]],
  );
});

test('cancels a job that accepts no document, and sends the document by Print-Job immediately', async (t) => {
  const printer = await startScriptedPrinter(t, {
    answer: ({ operation, attributes }) =>
      operation === 'Send-Document' && attributes.integer('job-id') === 1
        ? { status: 'client-error-not-possible' }
        : undefined,
  });
  const { task } = await ippTask(t);
  assert.equal((await ippDriver(printer.uri).deliver(task, never)).kind, 'delivered');
  assert.deepEqual(
    [...printer.jobs.values()].map(({ state }) => state),
    ['canceled', 'completed'],
  );
  assert.deepEqual(printer.operations(), ['Create-Job', 'Send-Document', 'Cancel-Job', 'Print-Job']);
});

test('sends a job that the printer aborted again as a new one', async (t) => {
  const printer = await startScriptedPrinter(t, {
    printed: (job) => {
      if (job.id === 1) [job.state, job.reasons] = ['aborted', ['aborted-by-system']];
      return undefined;
    },
  });
  const driver = ippDriver(printer.uri);
  const { task, reports } = await ippTask(t);
  const [cause, statusInfo, error] = failureOf(await driver.deliver(task, never));
  assert.deepEqual([cause, statusInfo], ['transient', 'CHECK PRINTER']);
  assert.match(error, /aborted job 1 \(aborted-by-system\)/);
  const again = await driver.deliver({ ...task, receipt: last(reports.receipts) }, never);
  assert.equal(again.kind, 'delivered');
  assert.equal(printer.jobs.get(2)?.state, 'completed');
});

test('fails a job that was cancelled at the device, and sends it again only on retry', async (t) => {
  const printer = await startScriptedPrinter(t, {
    printed: (job) => {
      if (job.id === 1) [job.state, job.reasons] = ['canceled', ['job-canceled-at-device']];
      return undefined;
    },
  });
  const driver = ippDriver(printer.uri);
  const { task, reports } = await ippTask(t);
  const [cause, , error] = failureOf(await driver.deliver(task, never));
  assert.equal(cause, 'refused');
  assert.match(error, /cancelled at the device/);
  const again = await driver.deliver({ ...task, receipt: last(reports.receipts) }, never);
  assert.equal(again.kind, 'delivered');
});

/** Prints slowly enough to be watched. */
const waits: Script['printed'] = (job) => {
  [job.state, job.reasons] = ['processing', ['job-printing']];
  return undefined;
};

test('finds a job by its name when the answer was lost, and does not send it again', async (t) => {
  const printer = await startScriptedPrinter(t, {
    attributes: { 'operations-supported': ['Print-Job', 'Get-Jobs', 'Get-Job-Attributes', 'Cancel-Job'] },
    printed: () => 'close',
  });
  const driver = ippDriver(printer.uri);
  const { task, reports } = await ippTask(t);
  assert.equal(failureOf(await driver.deliver(task, never))[0], 'transient');
  const receipt = last(reports.receipts);
  assert.equal((await driver.deliver({ ...task, receipt }, never)).kind, 'delivered');
  assert.deepEqual(printer.operations(), ['Print-Job']);
});

test('ignores the outcome of an incomplete document, not that of a complete one', async (t) => {
  const printer = await startScriptedPrinter(t);
  const driver = ippDriver(printer.uri);
  const { task, reports } = await ippTask(t);
  assert.equal((await driver.deliver(task, never)).kind, 'delivered');
  const stateOf = (text: string) => /"id":(?:1|null),"state":"(\w+)"/.exec(text)?.[1] ?? '';
  assert.deepEqual([...new Set(reports.receipts.map(stateOf))], ['created', 'sent', 'accepted', 'done']);
  const [created, sent] = ['"id":1,"state":"created"', '"id":1,"state":"sent"'].map(
    (part) => reports.receipts.find((text) => text.includes(part)) ?? assert.fail(part),
  ) as [string, string];
  assert.equal((await driver.deliver({ ...task, receipt: sent }, never)).kind, 'delivered');
  assert.equal(printer.jobs.size, 1);
  // The server was killed while it sent: the printer completed the received part.
  assert.equal((await driver.deliver({ ...task, receipt: created }, never)).kind, 'delivered');
  assert.equal(printer.jobs.size, 2);
});

test('sends JPEG films one after the other; a retry begins with the first that was not printed', async (t) => {
  const printer = await startScriptedPrinter(t, {
    attributes: { 'document-format-supported': ['image/jpeg'] },
    printed: (job) => {
      if (job.id === 2) [job.state, job.reasons] = ['aborted', ['aborted-by-system']];
      return undefined;
    },
  });
  const driver = ippDriver(printer.uri);
  const film = filmOf([], { filmSizeId: '8_5INX11IN' });
  const { task, reports } = await ippTask(t, { films: () => Promise.resolve([film, film, film]) });
  const asked: (number | undefined)[] = [];
  const variant = (wanted: DocumentVariant) => {
    asked.push(wanted.film);
    return Promise.resolve(task.document);
  };
  assert.equal(failureOf(await driver.deliver({ ...task, variant }, never))[0], 'transient');
  const again = await driver.deliver({ ...task, variant, receipt: last(reports.receipts) }, never);
  assert.equal(again.kind, 'delivered');
  assert.deepEqual(asked, [0, 1, 1, 2]);
  assert.deepEqual(
    [...printer.jobs.values()].map(({ name }) => name.slice(-3)),
    ['1/3', '2/3', '2/3', '3/3'],
  );
});

test('ignores answers about jobs from another printer at the same address', async (t) => {
  const printer = await startScriptedPrinter(t);
  const { task, reports } = await ippTask(t);
  assert.equal((await ippDriver(printer.uri).deliver(task, never)).kind, 'delivered');
  printer.attributes['printer-uuid'] = 'urn:uuid:ffffffff-89ab-cdef-0123-456789abcdef';
  printer.jobs.clear();
  const known = (state: string) =>
    reports.receipts.find((text) => text.includes(`"id":1,"state":"${state}"`)) ?? null;
  // The previous printer may have printed a whole document.
  for (const state of ['sent', 'accepted']) {
    const end = await ippDriver(printer.uri).deliver({ ...task, receipt: known(state) }, never);
    assert.equal(end.kind, 'unknown', state);
  }
  assert.equal(printer.jobs.size, 0);
  const receipt = known('created');
  assert.equal((await ippDriver(printer.uri).deliver({ ...task, receipt }, never)).kind, 'delivered');
  assert.equal(printer.jobs.size, 1);
});

test('keeps the receipt of a stopped job; the next attempt queries it and sends nothing', async (t) => {
  const printer = await startScriptedPrinter(t, {
    printed: (job) => {
      [job.state, job.reasons] = ['processing-stopped', ['printer-stopped']];
      printer.attributes['printer-state'] = 'stopped';
      printer.attributes['printer-state-reasons'] = ['media-jam-error'];
      return undefined;
    },
  });
  const driver = ippDriver(printer.uri);
  const { task, reports } = await ippTask(t);
  const [cause, statusInfo, error] = failureOf(await driver.deliver(task, never));
  assert.deepEqual([cause, statusInfo], ['device', 'FILM JAM']);
  assert.match(error, /A sheet is jammed: clear it\./);
  assert.deepEqual(reports.progress, ['FILM JAM']);
  printer.attributes['printer-state'] = 'idle';
  printer.attributes['printer-state-reasons'] = ['none'];
  const job = printer.jobs.get(1);
  if (job) job.state = 'completed';
  const again = await driver.deliver({ ...task, receipt: last(reports.receipts) }, never);
  assert.equal(again.kind, 'delivered');
  assert.deepEqual(printer.operations(), ['Create-Job', 'Send-Document']);
});

for (const state of ['pending', 'processing']) {
  test(`reports a job that stays ${state} on a printer that is ready, and never sends it again`, async (t) => {
    const printer = await startScriptedPrinter(t, {
      printed: (job) => {
        job.state = state;
        return undefined;
      },
    });
    const driver = ippDriver(printer.uri, {}, { unchangedMs: 200 });
    const { task, reports } = await ippTask(t);
    const details: string[] = [];
    const progress: DeliveryTask['progress'] = (now) => {
      details.push(now.detail);
      return task.progress(now);
    };
    const delivery = driver.deliver({ ...task, progress }, never);
    await reports.when('CHECK PRINTER');
    assert.match(
      details.at(-1) ?? '',
      /^job 1 has made no progress for .* cancel the job here and retry it\.$/,
    );
    const device = await driver.deviceState();
    assert.deepEqual([device.status, device.info, device.ready], ['WARNING', 'CHECK PRINTER', true]);
    assert.deepEqual(printer.operations(), ['Create-Job', 'Send-Document']);
    const job = printer.jobs.get(1);
    if (job) job.state = 'completed';
    assert.equal((await delivery).kind, 'delivered');
    assert.equal((await driver.deviceState()).info, 'NORMAL');
    assert.equal(printer.jobs.size, 1);
  });
}

test('waits for a printer that is busy for an hour, with pauses between attempts', async (t) => {
  const printer = await startScriptedPrinter(t, {
    answer: ({ operation }) => (operation === 'Create-Job' ? { status: 'server-error-busy' } : undefined),
  });
  const driver = ippDriver(printer.uri, {}, { restMs: 60_000 });
  const { task, reports } = await ippTask(t);
  const [cause, statusInfo, error] = failureOf(await driver.deliver(task, never));
  assert.deepEqual([cause, statusInfo], ['device', 'PRINTER BUSY']);
  assert.match(error, /server-error-busy/);
  assert.equal(reports.progress[0], 'PRINTER BUSY');
  assert.ok(printer.operations().length > 2, 'it was asked more than once');
  assert.deepEqual((await driver.deviceState()).ready, false);
});

test('sends nothing to a printer that does not accept jobs', async (t) => {
  const printer = await startScriptedPrinter(t, { attributes: { 'printer-is-accepting-jobs': false } });
  const { task } = await ippTask(t);
  const [cause, statusInfo] = failureOf(await ippDriver(printer.uri).deliver(task, never));
  assert.deepEqual([cause, statusInfo], ['device', 'PRINTER OFFLINE']);
  assert.deepEqual(printer.operations(), []);
});

for (const [name, answer] of [
  ['by its status', { status: 'server-error-temporary-error' }],
  ['by HTTP', { http: 507 }],
] as const) {
  test(`retries later when the disk of the printer is full, reported ${name}`, async (t) => {
    const printer = await startScriptedPrinter(t, {
      answer: ({ operation }) => (operation === 'Send-Document' ? answer : undefined),
    });
    const { task } = await ippTask(t);
    const [cause, , error] = failureOf(await ippDriver(printer.uri).deliver(task, never));
    assert.equal(cause, 'transient');
    assert.match(error, /disk may be full/);
  });
}

test('sends the next listed format to a printer that refuses a listed one', async (t) => {
  const printer = await startScriptedPrinter(t, {
    attributes: {
      'document-format-supported': ['application/pdf', 'image/pwg-raster'],
      'pwg-raster-document-type-supported': ['sgray_8'],
      'pwg-raster-document-resolution-supported': [[300, 300, 'dpi']],
    },
    answer: ({ operation, attributes }) =>
      operation === 'Send-Document' && attributes.string('document-format') === 'application/pdf'
        ? { status: 'client-error-document-format-not-supported' }
        : undefined,
  });
  const { task } = await ippTask(t);
  const asked: string[] = [];
  const variant = (wanted: { format: string }) => {
    asked.push(wanted.format);
    return Promise.resolve(task.document);
  };
  const result = await ippDriver(printer.uri).deliver({ ...task, variant }, never);
  assert.equal(result.kind, 'delivered');
  assert.deepEqual(asked, ['image/pwg-raster']);
});

test('fails the job on a printer that refuses all its listed formats', async (t) => {
  const printer = await startScriptedPrinter(t, {
    printed: (job) => {
      [job.state, job.reasons] = ['aborted', ['document-format-error']];
      return undefined;
    },
  });
  const { task } = await ippTask(t);
  const [cause, statusInfo, error] = failureOf(await ippDriver(printer.uri).deliver(task, never));
  assert.deepEqual([cause, statusInfo], ['refused', 'INVALID PAGE DES']);
  assert.match(error, /could not read the document/);
});

test('reports a printer that prints only office documents', async (t) => {
  const printer = await startScriptedPrinter(t, {
    attributes: { 'document-format-supported': ['text/plain'] },
  });
  const { task } = await ippTask(t);
  const [cause, statusInfo, error] = failureOf(await ippDriver(printer.uri).deliver(task, never));
  assert.deepEqual([cause, statusInfo], ['device', 'ELEC CONFIG ERR']);
  assert.match(error, /only text\/plain/);
});

for (const [limits, pdfBytes, expected] of [
  [{ 'job-k-octets-supported': [[0, 1]] }, 2000, ['image/urf']],
  [{ 'job-k-octets-supported': [[0, 2]] }, undefined, ['application/pdf']],
  [{ 'job-k-octets-supported': [[0, 1]], 'urf-supported': [] }, 2000, ['image/jpeg']],
] as const) {
  test(`sends a document that is too large in the next format: ${JSON.stringify(limits)}`, async (t) => {
    const printer = await startScriptedPrinter(t, {
      attributes: {
        'document-format-supported': ['application/pdf', 'image/urf', 'image/jpeg'],
        'urf-supported': ['W8', 'RS300'],
        ...limits,
      },
    });
    const { task } = await ippTask(t);
    const variant = () => Promise.resolve(task.document);
    const document = { ...task.document, byteLength: pdfBytes ?? task.document.byteLength };
    const result = await ippDriver(printer.uri).deliver({ ...task, document, variant }, never);
    assert.equal(result.kind, 'delivered');
    const sent = printer.requests.filter(({ operation }) => operation === 'Send-Document');
    assert.deepEqual(
      sent.map(({ attributes }) => attributes.string('document-format')),
      expected,
    );
  });
}

test('uses IPP 1.1 for a printer of IPP 1.1', async (t) => {
  const printer = await startScriptedPrinter(t, {
    answer: ({ version }) =>
      version === '2.0' ? { status: 'server-error-version-not-supported' } : undefined,
  });
  const { task } = await ippTask(t);
  assert.equal((await ippDriver(printer.uri).deliver(task, never)).kind, 'delivered');
  assert.deepEqual(printer.requests.filter(({ version }) => version === '2.0').length, 1);
});

test('ignores invalid values in every attribute', async (t) => {
  const printer = await startScriptedPrinter(t, {
    attributes: {
      'media-ready': ['/', 'na_letter_0x0in'],
      'media-supported': ['na_letter_99999x99999in'],
      'media-default': '',
      'marker-names': ['Ink'],
      'marker-levels': [-3],
      'printer-state-reasons': ['', 'x'.repeat(900), 'constructor', '__proto__'],
      'printer-resolution-supported': [[0, -1, 'dpi']],
    },
  });
  const driver = ippDriver(printer.uri);
  const state = await driver.deviceState();
  assert.deepEqual([state.status, state.info, state.ready], ['WARNING', 'CHECK PRINTER', true]);
  assert.deepEqual(state.supplies, [{ name: 'Ink' }]);
  const { task } = await ippTask(t);
  const variant = () => Promise.resolve(task.document);
  assert.equal((await driver.deliver({ ...task, variant }, never)).kind, 'delivered');
});

test('a stop of the server keeps the job in the printer, and its receipt', async (t) => {
  const printer = await startScriptedPrinter(t, { printed: waits });
  const { task, reports } = await ippTask(t);
  const stop = new AbortController();
  const delivery = ippDriver(printer.uri).deliver(task, stop.signal);
  await reports.when('NORMAL');
  stop.abort(new Error('stopped'));
  await assert.rejects(delivery, /abort|stopped/i);
  assert.match(last(reports.receipts) ?? '', /"id":1,"state":"accepted"/);
  assert.equal(printer.jobs.get(1)?.state, 'processing');
});
