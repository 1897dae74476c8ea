// Records of controls as CSV (RFC 4180), one line per step: for spreadsheets and statistics.
import { csvCell } from '../../shared/exchange/csv.ts';
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
  return [heading, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
