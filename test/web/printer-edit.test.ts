// The fields of a printer: what they show of it as it is written, and what they change. No browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changedFields,
  editedPrinter,
  editOf,
  onTopOf,
  type PrinterEdit,
} from '../../web/src/lib/printer-edit.ts';

const written = {
  aeTitle: 'WARD3',
  aeTitleAliases: ['CT', 'MR'],
  medium: { kind: 'reflective', dmin: 0.1, dmax: 2 },
  resolution: 600,
  gap: 3,
  destinations: [
    { kind: 'pdf', folder: 'films' },
    { kind: 'ipp', uri: 'ipp://p/ipp', trays: { BIN_1: { source: 'tray-1', bin: 'top' } }, stuckMinutes: 5 },
  ],
};
const fields = editOf(written);
const change = (edit: PrinterEdit, values: Partial<PrinterEdit['values']>): PrinterEdit => ({
  ...edit,
  values: { ...edit.values, ...values },
});

test('fields show what is written, and defaults of choices', () => {
  assert.deepEqual(fields.values, {
    name: '',
    aeTitle: 'WARD3',
    aeTitleAliases: 'CT, MR',
    medium: 'own',
    resolution: '600',
    filmSizes: '',
    maxCopies: '',
    ruler: 'none',
    header: '',
    footer: '',
  });
  assert.deepEqual(fields.destinations, [
    {
      index: 1,
      uri: 'ipp://p/ipp',
      trays: { trays: [{ term: 'BIN_1', device: 'tray-1' }], mediumTypes: [] },
    },
  ]);
  assert.deepEqual(editOf({ aeTitle: 'X' }).values.medium, 'paper');
});

test('what is left as it is stays as it is written', () => {
  assert.deepEqual(editedPrinter(written, fields, fields), written);
  assert.deepEqual(editedPrinter({ aeTitle: 'X' }, editOf({ aeTitle: 'X' }), editOf({ aeTitle: 'X' })), {
    aeTitle: 'X',
  });
});

test('an empty field removes its key; texts, numbers and lists are written as such', () => {
  const edit = change(fields, {
    name: ' Ward 3 ',
    aeTitleAliases: '',
    resolution: '300',
    maxCopies: 'many',
    filmSizes: '14INX17IN, A4;A3',
  });
  const { aeTitleAliases: _, ...rest } = written;
  assert.deepEqual(editedPrinter(written, fields, edit), {
    ...rest,
    name: 'Ward 3',
    resolution: 300,
    // The server says what is wrong with it.
    maxCopies: 'many',
    filmSizes: ['14INX17IN', 'A4', 'A3'],
  });
});

test('trays keep what their rows do not show, and rows without a value are left out', () => {
  const [destination] = fields.destinations;
  assert.ok(destination);
  const trays = {
    trays: [
      { term: 'BIN_1', device: 'tray-2' },
      { term: 'BIN_2', device: '' },
    ],
    mediumTypes: [{ term: 'BLUE FILM', device: 'transparency' }],
  };
  const edit = { ...fields, destinations: [{ ...destination, trays }] };
  assert.deepEqual(changedFields(fields, edit), ['destinations[1]']);
  assert.deepEqual(editedPrinter(written, fields, edit).destinations, [
    written.destinations[0],
    {
      kind: 'ipp',
      uri: 'ipp://p/ipp',
      stuckMinutes: 5,
      trays: { BIN_1: { source: 'tray-2', bin: 'top' } },
      mediumTypes: { 'BLUE FILM': 'transparency' },
    },
  ]);
});

test('after another user changed the printer, my changes are put on top of theirs', () => {
  const mine = change(fields, { name: 'Mine', footer: '{date}' });
  const theirs = editOf({ ...written, name: 'Theirs', resolution: 300 });
  const both = onTopOf(theirs, fields, mine);
  assert.deepEqual([both.values.name, both.values.footer, both.values.resolution], ['Mine', '{date}', '300']);
  assert.deepEqual(changedFields(theirs, both), ['name', 'footer']);
});
