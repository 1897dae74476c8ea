// One event of each kind, with texts by which a client or a user could try to break XML or syslog.
import type { AuditEvent, AuditEventKind } from '../../src/audit/audit-event.ts';
import type { AuditSource } from '../../src/audit/messages/audit-message.ts';

/** Markup, quotes, a line break, a control character, half of a surrogate pair, other scripts. */
export const nasty = 'Müller^"<A&B>"^東京\n]]>\u0001' + String.fromCharCode(0xd800) + ' \u{1f600}';

const who = { user: 'anna', address: '192.0.2.7' };
const film = {
  job: '01hqz3v5k7abc',
  printJobUid: '1.2.840.113619.2.1',
  printer: 'HARDCOPY',
  subjects: [
    { patientName: nasty, patientId: 'P<1>', studyInstanceUid: '1.2.3.4', accessionNumber: 'A&1' },
    { patientName: nasty, patientId: 'P<1>', studyInstanceUid: '1.2.3.5' },
  ],
};

export const sampleEvents = {
  'server-started': { kind: 'server-started', version: '0.1.0' },
  'server-stopped': { kind: 'server-stopped', version: '0.1.0' },
  'signed-in': { kind: 'signed-in', ...who },
  'sign-in-failed': { kind: 'sign-in-failed', ...who, user: nasty, locked: true },
  'signed-out': { kind: 'signed-out', ...who, address: '' },
  'user-changed': { kind: 'user-changed', ...who, by: 'boss', change: 'roles' },
  'request-refused': { kind: 'request-refused', ...who, request: 'POST /api/config' },
  'association-refused': {
    kind: 'association-refused',
    calling: nasty,
    called: 'HARDCOPY',
    address: '2001:db8::1',
    why: `no access rule for ${nasty}`,
    more: 3,
  },
  'certificate-problem': { kind: 'certificate-problem', where: '0.0.0.0:2762', why: 'expired' },
  'config-changed': {
    kind: 'config-changed',
    by: 'boss',
    version: '0123456789abcdef',
    keys: ['access[0].may', 'log.level'],
    security: true,
  },
  'film-exported': {
    kind: 'film-exported',
    ...film,
    destination: 'imager',
    place: 'IMAGER at 192.0.2.9:104',
    medium: 'film',
    calling: 'CT_1',
    peer: '192.0.2.4',
    films: 2,
    copies: 1,
    outcome: 'unknown',
    delivery: 'imager 1.2.3',
  },
  'film-downloaded': { kind: 'film-downloaded', ...who, ...film, what: 'film.pdf' },
  'film-viewed': { kind: 'film-viewed', ...who, ...film, subjects: [] },
  'audit-log-used': { kind: 'audit-log-used', ...who, what: 'list' },
  'records-missing': {
    kind: 'records-missing',
    records: 12,
    since: '2026-11-30T10:00:00.000Z',
    why: 'the disk was full',
  },
} as const satisfies Readonly<Record<AuditEventKind, AuditEvent>>;

export const sampleSource: AuditSource = {
  id: 'film-1',
  site: 'St "M" & Co',
  host: 'film-1.example.org',
  processId: 4711,
  aeTitles: ['HARDCOPY', 'WARD3'],
};
