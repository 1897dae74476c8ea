// The audit log for its readers: pages, one record, and exports. Start at `auditReader`.
import type { ApiAuditMessage, ApiAuditRow } from '../../api/audit/audit.ts';
import { summaryOf } from '../../audit/audit-event.ts';
import type { Audit } from '../../audit/audit.ts';
import { linesFrom, recordPage } from '../../audit/chain/read-records.ts';
import { shownRecordOf, type AuditRecord } from '../../audit/chain/record.ts';
import { eventTable } from '../../audit/messages/event-table.ts';
import type { AuditPorts } from '../../console/ports/audit.ts';

const rowOf = ({ seq, at, event }: AuditRecord): ApiAuditRow => ({
  seq,
  at,
  kind: event.kind,
  event: eventTable[event.kind].id.meaning,
  ...summaryOf(event),
});

const messageOf = (record: AuditRecord): ApiAuditMessage => ({
  ...rowOf(record),
  hash: record.hash,
  message: record.message,
});

/** The beginning of a day of the server's time zone, or of the day after it. */
function midnight(day: string, later = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later);
}

interface Days {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const timesOf = ({ since, until }: Days) => ({
  since: since === undefined ? undefined : midnight(since),
  until: until === undefined ? undefined : midnight(until, 1),
});

/** RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe. */
const cell = (value: string | number | null): string => {
  const text = String(value ?? '').replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const columns = ['seq', 'at', 'kind', 'event', 'user', 'address', 'subject', 'outcome'] as const;

type Format = Parameters<AuditPorts['exported']>[1];

const forms: Readonly<
  Record<
    Format,
    { readonly start: string; readonly end: string; readonly of: (record: AuditRecord) => string }
  >
> = {
  csv: {
    start: `${columns.join(',')}\r\n`,
    end: '',
    of: (record) => {
      const row = rowOf(record);
      return `${columns.map((key) => cell(row[key])).join(',')}\r\n`;
    },
  },
  xml: {
    start: '<?xml version="1.0" encoding="UTF-8"?>\n<AuditMessages>\n',
    end: '</AuditMessages>\n',
    of: ({ message }) => `${message.replace(/^<\?xml[^>]*\?>/, '')}\n`,
  },
};

export function auditReader(audit: Audit): Pick<AuditPorts, 'search' | 'record' | 'exported'> {
  return {
    search: async ({ who, address }, { text, kind, before, limit, ...days }) => {
      await audit.recordOnce(['list', who, address], () =>
        Promise.resolve({ kind: 'audit-log-used', user: who, address, what: 'list' }),
      );
      const { records, next = null } = await recordPage(
        audit.folder,
        {
          ...timesOf(days),
          before,
          ...(kind === undefined ? {} : { kinds: new Set([kind]) }),
          words: text?.split(/\s+/).filter((word) => word !== '') ?? [],
        },
        limit,
      );
      const { unsent, problem } = audit.repository.state;
      return { records: records.map(rowOf), next, unsent, problem: audit.files.trouble ?? problem };
    },
    record: async ({ who, address }, seq) => {
      const { records } = await recordPage(audit.folder, { before: seq + 1 }, 1);
      const [found] = records;
      if (found?.seq !== seq) return undefined;
      audit.record({ kind: 'audit-log-used', user: who, address, what: `record ${seq}` });
      return messageOf(found);
    },
    exported: async function* ({ who, address }, format, days) {
      const what = `export as ${format}, ${days.since ?? 'all'} to ${days.until ?? 'now'}`;
      audit.record({ kind: 'audit-log-used', user: who, address, what });
      const { since, until } = timesOf(days);
      const { start, end, of } = forms[format];
      yield start;
      for await (const line of linesFrom(audit.folder, 1)) {
        const record = shownRecordOf(line);
        if (!record) continue;
        const at = new Date(record.at);
        if ((since && at < since) || (until && at >= until)) continue;
        yield of(record);
      }
      yield end;
    },
  };
}
