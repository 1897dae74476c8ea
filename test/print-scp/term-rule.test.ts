// A substituted term is recorded with the terms that the printer offers: all of a short list, the ends of a long one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { term } from '../../src/print-scp/rules/value-rules.ts';

const [printer] = loadConfig().printers;

function reasonFor(terms: readonly string[]): string {
  assert.ok(printer);
  const rule = term<string>({ usage: 'U/M', terms: () => terms, fallback: () => 'CURRENT' });
  const reading = rule.read(dataSetOf({ FilmDestination: 'SHREDDER' }), 'FilmDestination', printer);
  assert.equal(reading.kind, 'substituted');
  return reading.reason;
}

test('a few terms are all named, of very many the first and the last', () => {
  assert.equal(reasonFor(['CURRENT', 'MAGAZINE']), 'not one of CURRENT, MAGAZINE');
  const bins = Array.from({ length: 99 }, (_, at) => `BIN_${at + 1}`);
  assert.equal(
    reasonFor(['CURRENT', 'MAGAZINE', 'PROCESSOR', ...bins]),
    'not one of CURRENT, MAGAZINE, PROCESSOR, BIN_1, BIN_2, …, BIN_99',
  );
});
