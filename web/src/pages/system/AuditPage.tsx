// The audit log for its administrator: by kind, day and text, newest first; one record with its message; exports. Texts are sent in
// bodies, never in addresses.
import { useEffect, useState } from 'react';
import { Download, FileSearch } from 'lucide-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call, send, type AnswerOf } from '../../data/requests/client.ts';
import { keys } from '../../data/queries/keys.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { DataTable, FactList } from '../../ui/display/DataTable.tsx';
import { Empty } from '../../ui/display/Panel.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { DayField } from '../../ui/fields/DayField.tsx';
import { SearchBox } from '../../ui/fields/SearchBox.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { Loaded } from '../../features/shell/Loaded.tsx';
import table from '../../ui/Text.module.css';
import styles from './LogPage.module.css';

type Row = AnswerOf<'POST /api/audit/search'>['records'][number];

const everything = 'all';
type Kind = Row['kind'] | typeof everything;
/** In the order of the list. Types only are imported from the schemas: their library evaluates code, which the page forbids. */
const kinds = Object.keys({
  [everything]: true,
  'film-exported': true,
  'film-downloaded': true,
  'film-viewed': true,
  'signed-in': true,
  'sign-in-failed': true,
  'signed-out': true,
  'user-changed': true,
  'config-changed': true,
  'association-refused': true,
  'request-refused': true,
  'certificate-problem': true,
  'server-started': true,
  'server-stopped': true,
  'audit-log-used': true,
  'records-missing': true,
} satisfies Record<Kind, true>) as readonly Kind[];

const typingMs = 250;
const pageRows = 100;

export function AuditPage() {
  const { t, locale } = useTexts();
  const [kind, setKind] = useState<Kind>(everything);
  const [day, setDay] = useState('');
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [opened, setOpened] = useState<Row>();
  useEffect(() => {
    const timer = setTimeout(() => {
      setText(typed.trim());
    }, typingMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  const days = day === '' ? {} : { since: day, until: day };
  const filter = {
    ...(kind === everything ? {} : { kind }),
    ...(text === '' ? {} : { text }),
    ...days,
  };
  const query = useInfiniteQuery({
    queryKey: [...keys.system('audit'), filter],
    queryFn: ({ pageParam, signal }) =>
      call('POST /api/audit/search', {
        body: { ...filter, limit: pageRows, ...(pageParam === undefined ? {} : { before: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 0,
  });
  return (
    <>
      <div className={styles.bar}>
        <div className={styles.search}>
          <SearchBox
            label={t('audit.search')}
            placeholder={t('audit.search')}
            value={typed}
            onChange={setTyped}
          />
        </div>
        <Choice
          isCompact
          label={t('audit.column.event')}
          options={kinds.map((id) => ({ id, label: t(`audit.kind.${id}`) }))}
          value={kind}
          onChange={setKind}
        />
        <DayField label={t('audit.day')} value={day} onChange={setDay} />
        {day !== '' && (
          <Button
            label={t('audit.day.all')}
            onPress={() => {
              setDay('');
            }}
          />
        )}
        <div className={styles.count}>
          {(['csv', 'xml'] as const).map((format) => (
            <Button
              key={format}
              label={t(`audit.${format}`)}
              icon={Download}
              onPress={() => void download(format, days)}
            />
          ))}
        </div>
      </div>
      <Loaded query={query} rows={10}>
        {({ pages }) => {
          const rows = pages.flatMap(({ records }) => records);
          const { problem = null, unsent = 0 } = pages[0] ?? {};
          return (
            <>
              {problem !== null && (
                <p role="status">
                  {t('audit.unsent', { count: unsent })}{' '}
                  <bdi lang="en" dir="ltr">
                    {problem}
                  </bdi>
                </p>
              )}
              {rows.length === 0 ? (
                <Empty sentence={t('audit.empty')} />
              ) : (
                <Rows rows={rows} open={setOpened} />
              )}
              {query.hasNextPage && (
                <Button
                  label={t('audit.older')}
                  isPending={query.isFetchingNextPage}
                  onPress={() => void query.fetchNextPage()}
                />
              )}
              <p className={styles.note}>{t('audit.note')}</p>
            </>
          );
        }}
      </Loaded>
      {opened !== undefined && (
        <Sheet
          title={`${t(`audit.kind.${opened.kind}`)} · ${new Date(opened.at).toLocaleString(locale)}`}
          closeLabel={t('action.close')}
          isWide
          onClose={() => {
            setOpened(undefined);
          }}
        >
          <Message seq={opened.seq} />
        </Sheet>
      )}
    </>
  );
}

function Rows({ rows, open }: { readonly rows: readonly Row[]; readonly open: (row: Row) => void }) {
  const { t, locale } = useTexts();
  const own = (text: string | null) => <bdi dir="auto">{text ?? ''}</bdi>;
  return (
    <DataTable
      label={t('system.part.audit')}
      rows={rows}
      idOf={({ seq }) => String(seq)}
      columns={[
        {
          id: 'time',
          header: t('audit.column.time'),
          cell: ({ at }) => <time dateTime={at}>{new Date(at).toLocaleString(locale)}</time>,
        },
        {
          id: 'event',
          header: t('audit.column.event'),
          isRowHeader: true,
          cell: ({ kind }) => t(`audit.kind.${kind}`),
        },
        { id: 'user', header: t('audit.column.user'), cell: ({ user }) => own(user) },
        { id: 'address', header: t('audit.column.address'), cell: ({ address }) => own(address) },
        { id: 'subject', header: t('audit.column.subject'), cell: ({ subject }) => own(subject) },
        {
          id: 'outcome',
          header: t('audit.column.outcome'),
          cell: ({ outcome }) => t(`audit.outcome.${outcome}`),
        },
        {
          id: 'message',
          header: t('audit.column.message'),
          cell: (row) => (
            <Button
              iconOnly
              kind="quiet"
              icon={FileSearch}
              label={t('audit.show', { number: row.seq })}
              onPress={() => {
                open(row);
              }}
            />
          ),
        },
      ]}
    />
  );
}

function Message({ seq }: { readonly seq: number }) {
  const { t } = useTexts();
  const query = useQuery({
    queryKey: [...keys.system('audit'), seq],
    queryFn: ({ signal }) => call('GET /api/audit/{seq}', { params: { seq: String(seq) }, signal }),
    gcTime: 0,
  });
  return (
    <Loaded query={query}>
      {({ user, address, subject, hash, message }) => (
        <>
          <FactList
            facts={[
              [t('audit.column.user'), user ?? ''],
              [t('audit.column.address'), address ?? ''],
              [t('audit.column.subject'), subject ?? ''],
              [
                'SHA-256',
                <bdi key="hash" className={styles.fields}>
                  {hash}
                </bdi>,
              ],
            ]}
          />
          <div role="group" tabIndex={0} aria-label={t('audit.column.message')} className={table.scroll}>
            <pre lang="en" dir="ltr" className={styles.fields}>
              {message.replaceAll('><', '>\n<')}
            </pre>
          </div>
        </>
      )}
    </Loaded>
  );
}

/** @throws RequestFailure */
async function download(
  format: 'csv' | 'xml',
  days: { readonly since?: string; readonly until?: string },
): Promise<void> {
  const response = await send(format === 'csv' ? 'GET /api/audit.csv' : 'GET /api/audit.xml', {
    query: days,
  });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `hardcopy-audit.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}
