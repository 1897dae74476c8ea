// Records of controls as CSV (RFC 4180), one line per step: for spreadsheets and statistics.
import type { ControlRecord } from './control-store.ts';

const heading = [
  'at',
  'kind',
  'who',
  'source',
  'pValue',
  'role',
  'density',
  'reference',
  'deviation',
  'limit',
  'passed',
  'notes',
];

/** A cell; an apostrophe precedes a text that a spreadsheet would take for a formula. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function controlCsv(records: readonly ControlRecord[]): string {
  const rows = records.flatMap(({ at, kind, who, source, values, notes }) =>
    values.map(({ pValue, role, density, reference, limit, passed }) => [
      at,
      kind,
      who,
      source.kind === 'scan' ? `scan ${source.file}` : 'typed',
      pValue,
      role,
      density,
      reference,
      reference === null ? null : Number((density - reference).toFixed(4)),
      limit,
      passed,
      notes.map((note) => `${note.kind} by ${note.who}: ${note.text}`).join(' | '),
    ]),
  );
  return [heading, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
