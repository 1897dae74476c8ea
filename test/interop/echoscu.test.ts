// DCMTK's echoscu against our acceptor, and our requestor against DCMTK's acceptor: two implementations that know
// nothing of each other agree on the bytes.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AssociationRefusal } from '../../src/shared/errors/wire-failures.ts';
import { DimseClient } from '../../src/dicom/dimse/dimse-client.ts';
import { connect } from '../../src/dicom/upper-layer/requestor.ts';
import { sopClasses, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { acceptor, requestor, requestorOptions } from '../support/associations.ts';
import { needs } from '../support/external.ts';
import { recordingLog } from '../support/recording-log.ts';

const run = promisify(execFile);
const verification = [
  { abstractSyntax: sopClasses.Verification, transferSyntaxes: [transferSyntaxes.implicitLittle] },
];

describe('echoscu asks us', { skip: needs('echoscu') }, () => {
  /** Runs echoscu; what it says, and its exit code. */
  async function echoscu(...options: readonly string[]): Promise<{ code: number; said: string }> {
    return run('echoscu', ['-v', ...options]).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, said: stdout + stderr };
      },
    );
  }

  const ways: Readonly<Record<string, readonly string[]>> = {
    once: [],
    'ten times in one association': ['--repeat', '10'],
    'with 38 transfer syntaxes and 128 contexts': ['--propose-ts', '38', '--propose-pc', '128'],
    'with PDUs of 4 KiB': ['--max-pdu', '4096'],
  };
  for (const [name, options] of Object.entries(ways)) {
    test(name, async (t) => {
      const { log, lines } = recordingLog();
      const opened = await acceptor(t, { log });
      const { code, said } = await echoscu(...options, '127.0.0.1', String(opened.port));
      assert.equal(code, 0, said);
      assert.match(said, /Received Echo Response \(Success\)/);
      await opened.close(1000);
      assert.deepEqual(
        lines.filter(({ level }) => level === 'info').map(({ event }) => event),
        ['association.accepted', 'association.released'],
      );
    });
  }

  test('and aborts instead of releasing', async (t) => {
    const { log, lines } = recordingLog();
    const opened = await acceptor(t, { log });
    assert.equal((await echoscu('--abort', '127.0.0.1', String(opened.port))).code, 0);
    await opened.close(1000);
    const line = lines.at(-1);
    assert.equal(line?.event, 'association.aborted');
    assert.equal(line.fields.by, 'peer');
  });

  test('for a printer that does not exist', async (t) => {
    const { port } = await acceptor(t, {
      decide: () => ({ result: 1, source: 1, reason: 7, why: 'unknown' }),
    });
    const { code, said } = await echoscu('127.0.0.1', String(port));
    assert.notEqual(code, 0);
    assert.match(said, /Called AE Title Not Recognized/i);
  });
});

describe('we ask DCMTK', { skip: needs('storescp') }, () => {
  /** Port of a storescp that runs until the test ends. */
  async function storescp(t: TestContext, ...options: readonly string[]): Promise<number> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    const folder = mkdtempSync(path.join(tmpdir(), 'storescp-'));
    const child = spawn('storescp', [...options, '--output-directory', folder, String(port)], {
      stdio: 'ignore',
    });
    t.after(async () => {
      child.kill();
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    });
    return port;
  }

  /** storescp says nothing when it is ready: asked again until it takes the connection. */
  async function untilReady<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'ECONNREFUSED' || tries === 200) throw error;
        await pause(20);
      }
    }
  }

  test('an echo, answered and released', async (t) => {
    const port = await storescp(t);
    const association = await untilReady(() => requestor(t, port, { contexts: verification }));
    assert.equal(association.contexts.get(1)?.transferSyntax, transferSyntaxes.implicitLittle);
    const { command } = await new DimseClient(association).request(1, {
      kind: 'C-ECHO-RQ',
      affectedSopClassUid: sopClasses.Verification,
    });
    assert.equal(command.status, 0);
    await association.release();
    assert.deepEqual(await association.ended, { kind: 'released' });
  });

  test('and are refused', async (t) => {
    const port = await storescp(t, '--refuse');
    await assert.rejects(
      untilReady(() => connect(requestorOptions(port, { contexts: verification }))),
      AssociationRefusal,
    );
  });
});
