// Disk space, stored jobs, and when they are removed.
import { useStorage } from '../../data/queries/system-queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { systemPath } from '../../lib/paths.ts';
import { byteText } from '../../lib/text/byte-text.ts';
import { DataTable, FactList } from '../../ui/display/DataTable.tsx';
import { Level } from '../../ui/display/Level.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Link } from 'wouter';
import { Loaded } from '../../features/shell/Loaded.tsx';
import styles from './Storage.module.css';

export function Storage() {
  const { t, number, locale, percent } = useTexts();
  const bytes = (value: number | null) => (value === null ? t('storage.unknown') : byteText(value, locale));
  return (
    <Loaded query={useStorage()}>
      {({ folder, freeBytes, totalBytes, spool, traces, tiles, limits, documents }) => (
        <>
          <Panel title={t('storage.disk')}>
            {freeBytes !== null && totalBytes !== null && totalBytes > 0 && (
              <div className={styles.level}>
                <Level
                  name={t('storage.free')}
                  percent={Math.round((freeBytes / totalBytes) * 100)}
                  text={percent(freeBytes / totalBytes)}
                />
              </div>
            )}
            <FactList
              facts={[
                [t('storage.free'), bytes(freeBytes)],
                [t('storage.total'), bytes(totalBytes)],
                [
                  t('storage.folder'),
                  <bdi key="folder" className={styles.mono}>
                    {folder}
                  </bdi>,
                ],
                [t('storage.refuse'), t('storage.refuse.value', { bytes: bytes(limits.minFreeBytes) })],
              ]}
            />
          </Panel>
          <Panel title={t('storage.kept')}>
            <FactList
              facts={[
                [
                  t('storage.jobs'),
                  t('storage.jobs.value', { jobs: spool.jobs, waiting: spool.waitingJobs }),
                ],
                [
                  t('storage.payloads'),
                  t('storage.of', { bytes: bytes(spool.payloadBytes), max: bytes(limits.maxBytes) }),
                ],
                [t('storage.database'), bytes(spool.databaseBytes)],
                [t('storage.tiles'), t('storage.at-most', { max: bytes(tiles.maxBytes) })],
                [
                  t('storage.traces'),
                  t('storage.traces.value', {
                    count: traces.count,
                    bytes: bytes(traces.bytes),
                    max: number(traces.max),
                  }),
                ],
              ]}
            />
          </Panel>
          <Panel
            title={t('storage.removed')}
            aside={<Link href={systemPath('config')}>{t('storage.change')}</Link>}
          >
            <ul className={styles.rules}>
              <li>{t('storage.rule.pixels', { days: number(limits.keepPixelsDays) })}</li>
              <li>
                {t('storage.rule.early', { max: bytes(limits.maxBytes), free: bytes(limits.keepFreeBytes) })}
              </li>
              <li>{t('storage.rule.jobs', { days: number(limits.keepJobsDays) })}</li>
              <li>
                {t('storage.rule.queue', {
                  jobs: number(limits.maxJobs),
                  bytes: bytes(limits.maxWaitingBytes),
                })}
              </li>
              <li>{t('storage.rule.documents')}</li>
            </ul>
          </Panel>
          {documents.length > 0 && (
            <Panel title={t('storage.documents')}>
              <DataTable
                label={t('storage.documents')}
                rows={documents}
                idOf={(row) => row.folder}
                columns={[
                  {
                    id: 'folder',
                    header: t('storage.folder'),
                    isRowHeader: true,
                    cell: (row) => <bdi className={styles.mono}>{row.folder}</bdi>,
                  },
                  {
                    id: 'printers',
                    header: t('printers.name'),
                    cell: (row) => <bdi>{row.printers.join(', ')}</bdi>,
                  },
                  {
                    id: 'free',
                    header: t('storage.free'),
                    isNumber: true,
                    cell: (row) =>
                      row.problem === null ? bytes(row.freeBytes) : <bdi lang="en">{row.problem}</bdi>,
                  },
                ]}
              />
            </Panel>
          )}
        </>
      )}
    </Loaded>
  );
}
