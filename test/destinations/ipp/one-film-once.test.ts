// Printers that forget, rename, hide or lose jobs, scripted after public bug reports: each gets one document per film. Where it
// cannot be known whether it was printed, the outcome is unknown, and nothing is sent before a user requests it.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { DeliveryResult } from '../../../src/destinations/destination.ts';
import { filmOf } from '../../support/render-films.ts';
import { documentsReceived, firstOf, refuse, type Answer } from '../../support/scripted-answers.ts';
import { ippDriver, ippTask, never } from '../../support/ipp-task.ts';
import {
  startScriptedPrinter,
  type Script,
  type ScriptedAnswer,
  type ScriptedPrinter,
} from '../../support/scripted-ipp-printer.ts';

async function delivered(t: TestContext, script: Script) {
  const printer = await startScriptedPrinter(t, script);
  const { task, reports } = await ippTask(t);
  const driver = ippDriver(printer.uri);
  const result = await driver.deliver(task, never);
  return { printer, driver, task, reports, result };
}

const said = (result: DeliveryResult) => (result.kind === 'delivered' ? result.detail : result.error);
const jobOnly = { 'operations-supported': ['Print-Job', 'Get-Job-Attributes', 'Cancel-Job', 'Get-Jobs'] };
const notFound = refuse('Get-Job-Attributes', 'client-error-not-found');
const forgetful = firstOf(notFound, (request) =>
  request.operation === 'Get-Jobs' ? { status: 'successful-ok', jobs: [] } : undefined,
);
/** Makes an `answer` that replaces the job attributes of the printer by these. */
const describes = (values: Record<string, unknown>): Answer => {
  return (request) =>
    request.operation === 'Get-Job-Attributes'
      ? { status: 'successful-ok', jobs: [{ 'job-id': request.attributes.integer('job-id'), ...values }] }
      : undefined;
};
const withoutId: Answer = ({ operation }) =>
  operation === 'Print-Job' ? { status: 'successful-ok', jobs: [{ 'job-state': 'pending' }] } : undefined;

describe('one film is sent as one document, and is DONE', () => {
  const scripts: Readonly<Record<string, Script>> = {
    'no job history': { answer: forgetful },
    'no job history, by Print-Job': { attributes: jobOnly, answer: forgetful },
    'no job history, and an up-time': { attributes: { 'printer-up-time': 4711 }, answer: forgetful },
    'jobs that are gone, by the other status': { answer: refuse('Get-Job-Attributes', 'client-error-gone') },
    'a job name of its own': { answer: describes({ 'job-name': 'Untitled', 'job-state': 'completed' }) },
    'a job name cut off': { answer: describes({ 'job-name': 'Hardco', 'job-state': 'completed' }) },
    'no job name': { answer: describes({ 'job-state': 'completed' }) },
    'no job-state': { answer: describes({ 'job-name': 'Hardcopy' }) },
    'Get-Job-Attributes unsupported': {
      answer: refuse('Get-Job-Attributes', 'server-error-operation-not-supported'),
    },
    'Get-Job-Attributes a bad request': { answer: refuse('Get-Job-Attributes', 'client-error-bad-request') },
    'Get-Job-Attributes forbidden': { answer: refuse('Get-Job-Attributes', 'client-error-forbidden') },
    'an answer to Print-Job without job-id, no history': {
      attributes: jobOnly,
      answer: firstOf(withoutId, forgetful),
    },
    'an answer to Print-Job without job-id, Get-Jobs refused': {
      attributes: jobOnly,
      answer: firstOf(withoutId, refuse('Get-Jobs', 'client-error-not-authorized')),
    },
    'an answer to Create-Job without job-id': {
      answer: ({ operation }) =>
        operation === 'Create-Job'
          ? { status: 'successful-ok', jobs: [{ 'job-state': 'pending' }] }
          : undefined,
    },
    'Get-Jobs refused': { answer: refuse('Get-Jobs', 'client-error-forbidden') },
    'Get-Jobs an internal error': { answer: refuse('Get-Jobs', 'server-error-internal-error') },
  };
  for (const [name, script] of Object.entries(scripts))
    test(name, async (t) => {
      const { printer, result } = await delivered(t, script);
      assert.equal(result.kind, 'delivered', said(result));
      assert.equal(documentsReceived(printer), 1);
    });

  test('waits for a printer without job reports while it is busy with any job', async (t) => {
    const printer = await startScriptedPrinter(t, {
      answer: refuse('Get-Job-Attributes', 'server-error-operation-not-supported'),
      printed: () => {
        printer.attributes['printer-state'] = 'processing';
        return undefined;
      },
    });
    const { task, reports } = await ippTask(t);
    const delivery = ippDriver(printer.uri).deliver(task, never);
    await reports.when('NORMAL');
    printer.attributes['printer-state'] = 'idle';
    const result = await delivery;
    assert.match(said(result), /^printed as job 1 \(gone from its list; the printer is idle/);
    assert.equal(documentsReceived(printer), 1);
  });

  test('takes the job id from job-uri without job-id', async (t) => {
    const { printer, result } = await delivered(t, {
      attributes: { ...jobOnly, 'printer-state': 'processing' },
      answer: ({ operation, attributes }) => {
        if (operation === 'Print-Job')
          return { status: 'successful-ok', jobs: [{ 'job-uri': 'ipp://x/jobs/77' }] };
        if (operation !== 'Get-Job-Attributes') return undefined;
        assert.equal(attributes.integer('job-id'), 77);
        return { status: 'successful-ok', jobs: [{ 'job-id': 77, 'job-state': 'completed' }] };
      },
    });
    assert.equal(result.kind, 'delivered');
    assert.ok(!printer.requests.some(({ operation }) => operation === 'Get-Jobs'));
  });

  test('repeats queries that are interrupted, busy or answered by invalid IPP, without counting an attempt', async (t) => {
    const troubles: readonly ScriptedAnswer[] = [
      ...(['close', { status: 'server-error-busy' }, { http: 503 }, { http: 200, body: '<html>' }] as const),
      { http: 200, type: 'application/ipp', body: Buffer.from('02', 'hex') },
    ];
    let asked = 0;
    const { printer, result, reports } = await delivered(t, {
      answer: ({ operation }) => (operation === 'Get-Job-Attributes' ? troubles[asked++] : undefined),
    });
    assert.equal(result.kind, 'delivered', said(result));
    assert.deepEqual([documentsReceived(printer), asked], [1, troubles.length + 1]);
    assert.ok(reports.progress.includes('PRINTER OFFLINE'));
  });

  test('sends no job query before the first document', async (t) => {
    const { printer } = await delivered(t, {});
    assert.deepEqual(
      printer.requests.map(({ operation }) => operation).filter((name) => name === 'Get-Jobs'),
      [],
    );
  });
});

describe('the outcome is unknown, and nothing is sent before a user requests it', () => {
  /** What happens to a printer that has just confirmed the document. */
  const restarts: Readonly<Record<string, (printer: ScriptedPrinter) => void>> = {
    'an up-time that begins anew': ({ attributes }) => {
      attributes['printer-up-time'] = 1;
    },
    'another job of the same number after a restart': ({ attributes, jobs }) => {
      attributes['printer-up-time'] = 1;
      jobs.set(1, { id: 1, name: 'of another', state: 'completed', reasons: ['none'], documents: [] });
    },
  };
  for (const [name, restart] of Object.entries(restarts))
    test(name, async (t) => {
      const printer = await startScriptedPrinter(t, {
        attributes: { 'printer-up-time': 4711 },
        printed: (job) => {
          printer.jobs.delete(job.id);
          restart(printer);
          return undefined;
        },
      });
      const { task } = await ippTask(t);
      const driver = ippDriver(printer.uri);
      const result = await driver.deliver(task, never);
      assert.equal(result.kind, 'unknown');
      assert.match(
        said(result),
        /Job 1 was sent, and its outcome is not known: .*restarted since then.* Check whether the films/,
      );
      assert.equal(documentsReceived(printer), 1);
      const { receipt } = result;
      // It is never sent again automatically.
      assert.equal((await driver.deliver({ ...task, receipt }, never)).kind, 'unknown');
      assert.equal(documentsReceived(printer), 1);
      // A job of another client is not cancelled on the printer.
      await driver.cancel?.(receipt);
      assert.ok(!printer.requests.some(({ operation }) => operation === 'Cancel-Job'));
      assert.equal(driver.sendAgain?.(receipt), null);
    });

  test('for a document without an answer on a printer without a job history', async (t) => {
    for (const attributes of [{}, jobOnly]) {
      const printer = await startScriptedPrinter(t, {
        attributes,
        answer: forgetful,
        printed: () => 'close',
      });
      const { task, reports } = await ippTask(t);
      const driver = ippDriver(printer.uri);
      assert.equal((await driver.deliver(task, never)).kind, 'failed');
      const receipt = reports.receipts.at(-1) ?? null;
      assert.equal((await driver.deliver({ ...task, receipt }, never)).kind, 'unknown');
      assert.equal(documentsReceived(printer), 1);
    }
  });

  test('when our server was off meanwhile and the printer does not report its uptime', async (t) => {
    const { printer, reports, task, driver } = await delivered(t, {});
    const receipt = reports.receipts.find((text) => text.includes('"accepted"')) ?? null;
    printer.jobs.clear();
    assert.equal((await driver.deliver({ ...task, receipt }, never)).kind, 'unknown');
    assert.equal(documentsReceived(printer), 1);
  });

  test('for one of several films: the others are printed, and only that one is sent again', async (t) => {
    const printer = await startScriptedPrinter(t, {
      attributes: { 'document-format-supported': ['image/jpeg'], 'printer-up-time': 4711 },
      printed: (job) => {
        if (printer.jobs.size !== 2) return undefined;
        // During the second film the printer restarts and forgets all jobs; its job ids continue.
        for (const id of printer.jobs.keys()) printer.jobs.set(id, { ...job, id, name: 'of another' });
        printer.attributes['printer-up-time'] = 1;
        return undefined;
      },
    });
    const film = filmOf([], { filmSizeId: '8_5INX11IN' });
    const { task } = await ippTask(t, { films: () => Promise.resolve([film, film, film]) });
    const asked: (number | undefined)[] = [];
    const driver = ippDriver(printer.uri);
    const deliver = (receipt: string | null) =>
      driver.deliver(
        {
          ...task,
          receipt,
          variant: (variant) => {
            asked.push(variant.film);
            return Promise.resolve(task.document);
          },
        },
        never,
      );
    const result = await deliver(null);
    assert.equal(result.kind, 'unknown', said(result));
    assert.match(said(result), /^1 of 3 documents: job 2 was sent/);
    assert.deepEqual(asked, [0, 1, 2]);
    const again = driver.sendAgain?.(result.receipt) ?? null;
    assert.equal((await deliver(again)).kind, 'delivered');
    assert.deepEqual(asked, [0, 1, 2, 1]);
  });
});

describe('the server is killed at every step', () => {
  const scripts: Readonly<Record<string, Script>> = {
    'a printer with history': {},
    'a printer with history, by Print-Job': { attributes: jobOnly },
    'a printer without history, and an up-time': {
      attributes: { 'printer-up-time': 4711 },
      answer: forgetful,
    },
    'a printer without history': { answer: forgetful },
    'a printer that reports no job-id': { attributes: jobOnly, answer: firstOf(withoutId, forgetful) },
  };
  for (const [name, script] of Object.entries(scripts))
    test(name, async (t) => {
      const ends: string[] = [];
      for (let step = 0; ; step += 1) {
        const printer = await startScriptedPrinter(t, script);
        const { task } = await ippTask(t);
        let receipt: string | null = null;
        let writes = 0;
        // Killed right before (even) or right after (odd) a receipt is on disk.
        const keepReceipt = (text: string) => {
          const dies = Math.floor(step / 2) === writes++;
          if (!dies || step % 2 === 1) receipt = text;
          return dies ? Promise.reject(new Error('killed')) : Promise.resolve();
        };
        const deliver = () => ippDriver(printer.uri).deliver({ ...task, receipt, keepReceipt }, never);
        let result = await deliver();
        for (let tries = 0; result.kind === 'failed' && tries < 5; tries += 1) result = await deliver();
        ends.push(result.kind);
        assert.notEqual(result.kind, 'failed', `step ${step}: ${said(result)}`);
        const whole = documentsReceived(printer);
        if (result.kind === 'delivered') assert.equal(whole, 1, `step ${step}`);
        else assert.ok(whole <= 1, `step ${step}`);
        if (writes <= Math.floor(step / 2)) break;
      }
      // As many steps as receipts were written; with a history, or an up-time and an id, none is left open but where the
      // last byte, or its answer, was on the way.
      assert.ok(ends.length >= 8, ends.join());
      t.diagnostic(ends.join(', '));
    });
});

test('a job of ours that is still in the printer is cancelled there by its id and name', async (t) => {
  const { printer, reports, driver } = await delivered(t, {
    printed: (job) => {
      job.state = 'aborted';
      return undefined;
    },
  });
  const receipt = reports.receipts.find((text) => text.includes('"accepted"')) ?? '';
  const job = printer.jobs.get(1);
  if (job) job.state = 'pending';
  await driver.cancel?.(receipt);
  assert.equal(printer.jobs.get(1)?.state, 'canceled');
});
