// The clients: who prints, and why others are refused. A list, and beside it the chosen one; below, the access rules with a test.
import { lazy } from 'react';
import { Ban, CircleCheck, Radio } from 'lucide-react';
import { Link } from 'wouter';
import { useServerTime, useStatus } from '../../data/queries/queries.ts';
import { useClients } from '../../data/queries/system-queries.ts';
import type { AnswerOf } from '../../data/requests/client.ts';
import { Loaded } from '../../features/shell/Loaded.tsx';
import { PageBoundary } from '../../features/shell/PageBoundary.tsx';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { clientPath, routes } from '../../lib/paths.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Badge } from '../../ui/display/Badge.tsx';
import { Empty, Panel } from '../../ui/display/Panel.tsx';
import { AccessTest } from './AccessTest.tsx';
import { ClientDetail } from './ClientDetail.tsx';
import { OwnAddress } from './OwnAddress.tsx';
import styles from './Clients.module.css';

const Configuration = lazy(() => import('../../features/config/Configuration.tsx'));

export type Client = AnswerOf<'GET /api/clients'>['clients'][number];

/** Whether its last association request was refused. */
const isRefused = ({ lastRefusal, lastSeenAt }: Client) => lastRefusal?.at === lastSeenAt;

export default function Clients({ aeTitle }: { readonly aeTitle: string | undefined }) {
  const { t, moment } = useTexts();
  useTitle(aeTitle === undefined ? t('clients.name') : `${aeTitle} – ${t('clients.name')}`);
  const query = useClients();
  const status = useStatus().data;
  const Title = aeTitle === undefined ? 'h1' : 'p';
  return (
    <div className={styles.page}>
      <Loaded query={query} rows={8}>
        {({ clients, since }) => {
          const shown =
            aeTitle === undefined
              ? clients[0]
              : clients.find((one) => one.callingAeTitle.toUpperCase() === aeTitle.toUpperCase());
          return (
            <div
              className={classes(
                styles.both,
                aeTitle !== undefined && styles.chosen,
                clients.length === 0 && styles.empty,
              )}
            >
              <nav aria-label={t('clients.name')} className={styles.list}>
                <Title className={styles.title}>{t('clients.name')}</Title>
                <ul>
                  {clients.map((client) => (
                    <li key={client.callingAeTitle}>
                      <ClientRow client={client} isHere={client === shown} />
                    </li>
                  ))}
                </ul>
                <p className={styles.since}>{t('clients.since', { time: moment(since) })}</p>
              </nav>
              <div className={styles.detail}>
                {shown !== undefined ? (
                  <ClientDetail key={shown.callingAeTitle} client={shown} isPage={aeTitle !== undefined} />
                ) : aeTitle === undefined ? (
                  <Empty sentence={t('clients.empty')}>
                    <OwnAddress
                      port={status?.dicomPort}
                      titles={status?.printers.map((one) => one.aeTitle) ?? []}
                    />
                  </Empty>
                ) : (
                  <Empty sentence={t('clients.none', { client: aeTitle })}>
                    <Link href={routes.clients}>{t('clients.name')}</Link>
                  </Empty>
                )}
              </div>
            </div>
          );
        }}
      </Loaded>
      <Panel title={t('access.test')}>
        <AccessTest titles={status?.printers.map((one) => one.aeTitle) ?? []} />
      </Panel>
      <section aria-label={t('access.rules')} className={styles.rules}>
        <h2>{t('access.rules')}</h2>
        <p className={styles.muted}>{t('access.sentence')}</p>
        <PageBoundary>
          <Configuration only="access" />
        </PageBoundary>
      </section>
    </div>
  );
}

function ClientRow({ client, isHere }: { readonly client: Client; readonly isHere: boolean }) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const { callingAeTitle, addresses, lastSeenAt, films, tracedUntil } = client;
  const refused = isRefused(client);
  return (
    <Link
      href={clientPath(callingAeTitle)}
      className={classes(styles.row, isHere && styles.here)}
      {...(isHere ? { 'aria-current': 'true' as const } : {})}
    >
      <strong className={styles.aeTitle}>
        <bdi>{callingAeTitle}</bdi>
      </strong>
      <span className={styles.badges}>
        {tracedUntil !== null && <Badge tone="active" icon={Radio} word={t('clients.traced')} />}
        {refused ? (
          <Badge tone="failure" icon={Ban} word={t('clients.refused')} />
        ) : (
          <Badge tone="ok" icon={CircleCheck} word={t('clients.accepted')} />
        )}
      </span>
      <span className={styles.muted}>
        <bdi>{addresses[0]}</bdi> · {time(lastSeenAt, now)}
      </span>
      <span className={styles.films}>{t('films.count', { count: films })}</span>
    </Link>
  );
}
