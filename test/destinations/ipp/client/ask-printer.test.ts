// Printers that refuse a query for all attributes, or answer it almost empty: simpler queries get their capabilities.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IppClient } from '../../../../src/destinations/ipp/client/ipp-client.ts';
import { IppPrinter } from '../../../../src/destinations/ipp/delivery/ipp-printer.ts';
import { printerAddress } from '../../../../src/destinations/ipp/protocol/printer-address.ts';
import {
  startScriptedPrinter,
  type Script,
  type ScriptedAnswer,
} from '../../../support/scripted-ipp-printer.ts';

const refused: ScriptedAnswer = { status: 'client-error-attributes-or-values-not-supported' };
const nothing: ScriptedAnswer = { status: 'successful-ok', printer: { 'printer-name': 'x' } };
const stateOnly: ScriptedAnswer = { status: 'successful-ok', printer: { 'printer-state': 'idle' } };

for (const [name, answer, questions] of [
  ['answers at once', () => undefined, ['all,… 2.0']],
  [
    'refuses lists',
    (asked: string) => (asked === 'all' ? undefined : refused),
    ['all,… 2.0', 'all 2.0', 'media-col-database,… 2.0'],
  ],
  [
    'answers lists of attributes almost empty',
    (asked: string) => (asked === 'all' ? undefined : nothing),
    ['all,… 2.0', 'all 2.0', 'media-col-database,… 2.0'],
  ],
  [
    'says nothing in 2.0',
    (_: string, version: string) => (version === '2.0' ? stateOnly : undefined),
    ['all,… 2.0', 'all 2.0', 'all 1.1', 'media-col-database,… 2.0'],
  ],
] as const) {
  test(`a printer that ${name}`, async (t) => {
    const asked: string[] = [];
    const script: Script = {
      attributes: { 'document-format-supported': ['application/pdf', 'image/urf'] },
      answer: ({ operation, attributes, version }) => {
        if (operation !== 'Get-Printer-Attributes') return undefined;
        const [first = '', ...more] = attributes.strings('requested-attributes');
        asked.push(`${first}${more.length > 0 ? ',…' : ''} ${version}`);
        return answer(more.length > 0 ? 'list' : first, version);
      },
    };
    const { uri } = await startScriptedPrinter(t, script);
    const address = printerAddress(uri);
    assert.ok(address);
    const { capabilities, state } = await new IppPrinter(new IppClient({ address })).look();
    assert.deepEqual(capabilities.formats, ['application/pdf', 'image/urf']);
    assert.equal(state.ready, true);
    assert.deepEqual(asked, questions);
  });
}

test('a printer that refuses every query is refused', async (t) => {
  const { uri } = await startScriptedPrinter(t, { answer: () => ({ status: 'client-error-forbidden' }) });
  const address = printerAddress(uri);
  assert.ok(address);
  await assert.rejects(new IppPrinter(new IppClient({ address })).look(), /client-error-forbidden/);
});
