// C-ECHO: how a peer identifies itself, and why verification fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { echo } from '../../src/print-scu/echo.ts';
import { ScriptedPrinter } from './scripted-printer.ts';

test('an answer, with who gave it', async () => {
  const printer = await ScriptedPrinter.start();
  try {
    const answer = await echo(printer.address);
    assert.equal(answer.implementationVersionName, 'SCRIPT');
    assert.equal(answer.maxPduLength, 16_384);
    assert.ok(answer.roundTripMs > 0 && answer.roundTripMs < 10_000);
    assert.deepEqual(
      printer.received.map(({ kind, sopClass, data }) => [kind, sopClass, data]),
      [['C-ECHO-RQ', sopClasses.Verification, undefined]],
    );
  } finally {
    await printer.close();
  }
});

test('a peer without Verification, and one that refuses', async () => {
  const without = await ScriptedPrinter.start({ abstractSyntaxes: [sopClasses.PrintJob] });
  const refusing = await ScriptedPrinter.start({
    answer: () => ({ status: 0x0122, errorComment: 'go away' }),
  });
  try {
    await assert.rejects(echo(without.address), {
      name: 'PrintFailure',
      message: 'SCRIPT answers, but does not offer Verification (C-ECHO)',
    });
    await assert.rejects(echo(refusing.address), {
      message: 'SCRIPT refused C-ECHO: 0122H (SOP class not supported): "go away"',
    });
  } finally {
    await without.close();
    await refusing.close();
  }
});
