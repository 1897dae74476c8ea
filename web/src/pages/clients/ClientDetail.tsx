// One client: facts about it, why it was refused, recording of its traffic, and C-ECHO.
import { ChevronLeft } from 'lucide-react';
import { Link } from 'wouter';
import { useServerTime } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { queryOf } from '../../lib/films/film-filters.ts';
import { routes } from '../../lib/paths.ts';
import { FactList } from '../../ui/display/DataTable.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import type { Client } from './Clients.tsx';
import { EchoClient } from './EchoClient.tsx';
import { TraceClient } from './TraceClient.tsx';
import styles from './ClientDetail.module.css';

export interface ClientDetailProps {
  readonly client: Client;
  /** Its title is the heading of the page. */
  readonly isPage: boolean;
}

export function ClientDetail({ client, isPage }: ClientDetailProps) {
  const Title = isPage ? 'h1' : 'h2';
  const { t, time, number } = useTexts();
  const now = useServerTime();
  const { callingAeTitle, addresses, calledAeTitle, implementation, profile, profileMatch } = client;
  const { lastSeenAt, associations, jobs, films, refusals, lastRefusal } = client;
  return (
    <article aria-label={callingAeTitle} className={styles.detail}>
      <Link href={routes.clients} className={styles.back}>
        <ChevronLeft size={16} aria-hidden />
        {t('clients.name')}
      </Link>
      <Title>
        <bdi>{callingAeTitle}</bdi>
      </Title>
      {lastRefusal !== null && (
        <p className={styles.refusal}>
          {t('clients.refusals', { count: refusals })}{' '}
          {t('clients.last-refusal', { time: time(lastRefusal.at, now) })}{' '}
          <bdi lang="en" dir="ltr">
            {lastRefusal.reason}
          </bdi>
        </p>
      )}
      <Panel title={t('film.facts')}>
        <FactList
          facts={[
            [t('clients.fact.address'), <bdi key="address">{addresses.join(', ')}</bdi>],
            [t('clients.fact.seen'), time(lastSeenAt, now)],
            [t('clients.fact.called'), <bdi key="called">{calledAeTitle}</bdi>],
            [
              t('clients.fact.implementation'),
              <bdi key="implementation">
                {implementation.versionName ?? ''} {implementation.classUid}
              </bdi>,
            ],
            [
              t('fact.profile'),
              <span key="profile">
                <bdi>{profile}</bdi>{' '}
                {profileMatch === null
                  ? t('clients.profile.default')
                  : t('clients.profile.by', { keys: profileMatch.join(', ') })}
              </span>,
            ],
            [t('clients.fact.associations'), number(associations)],
            [
              t('films.name'),
              <Link key="films" href={routes.films + queryOf({ client: callingAeTitle })}>
                {t('clients.fact.films', { films, jobs })}
              </Link>,
            ],
          ]}
        />
      </Panel>
      <div className={styles.tools}>
        <TraceClient client={client} />
        <EchoClient client={client} />
      </div>
    </article>
  );
}
