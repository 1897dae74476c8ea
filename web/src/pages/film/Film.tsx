// The page of one film: the viewer beside the facts, the deliveries and the history, with the actions. No action leaves the
// page.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { FilmPicture } from '../../features/film/FilmPicture.tsx';
import { JobMenu } from '../../features/job/JobMenu.tsx';
import { RenderedFilms } from '../../features/job/RenderedFilms.tsx';
import { StateBadge } from '../../features/job/StateBadge.tsx';
import { Message } from '../../features/message/Message.tsx';
import { Reprint } from '../../features/reprint/Reprint.tsx';
import { call, RequestFailure } from '../../data/requests/client.ts';
import { keys } from '../../data/queries/keys.ts';
import { useCan } from '../../data/states/permissions.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { filmPath, routes } from '../../lib/paths.ts';
import { daysBetween } from '../../lib/text/ages.ts';
import { useKeys } from '../../lib/browser/use-keys.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty, Panel, Skeleton } from '../../ui/display/Panel.tsx';
import { Deliveries } from './Deliveries.tsx';
import { FilmActions } from './FilmActions.tsx';
import { FilmFacts } from './FilmFacts.tsx';
import { History } from './History.tsx';
import { QueuePlace } from './QueuePlace.tsx';
import { Substitutions } from './Substitutions.tsx';
import { Traffic } from './Traffic.tsx';
import styles from './Film.module.css';

const FilmViewer = lazy(() => import('../../features/viewer/FilmViewer.tsx'));

export default function Film({ id }: { readonly id: string }) {
  const { t } = useTexts();
  useTitle(t('film.title', { id }));
  const [, navigate] = useLocation();
  const search = useSearch();
  const [isReprinting, setReprinting] = useState(false);
  const {
    data: job,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => call('GET /api/jobs/{id}', { params: { id }, signal }),
  });
  const can = useCan();
  const canReprint = job?.payloadRemovedAt === null;
  useKeys({
    p: () => {
      if (canReprint) setReprinting(true);
    },
  });

  if (job === undefined) {
    if (error === null) return <Skeleton rows={8} label={t('shell.loading')} />;
    const isUnknown = error instanceof RequestFailure && error.status === 404;
    return (
      <Empty sentence={t(isUnknown ? 'error.no-such-job' : 'error.no-answer')}>
        {isUnknown ? (
          <Link href={routes.films}>{t('films.name')}</Link>
        ) : (
          <Button label={t('action.retry')} onPress={() => void refetch()} />
        )}
      </Empty>
    );
  }
  const pages = Math.max(1, job.pages ?? job.films.length);
  const asked = Number(new URLSearchParams(search).get('page') ?? '1');
  const page = Number.isInteger(asked) && asked >= 1 && asked <= pages ? asked : 1;
  const setPage = (next: number) => {
    navigate(`${filmPath(id)}${next === 1 ? '' : `?page=${next}`}`, { replace: true });
  };
  const hasPictures = job.payloadRemovedAt === null && job.pages !== null;
  const pending = <Skeleton rows={6} label={t('shell.loading')} />;
  return (
    <div className={styles.page}>
      <div className={styles.film}>
        {hasPictures ? (
          <>
            <div className={styles.screen}>
              <Suspense fallback={pending}>
                <FilmViewer job={job} page={page} onPage={setPage} />
              </Suspense>
            </div>
            <div className={styles.ticket}>
              <FilmPicture job={job} film={page} alt="" />
            </div>
          </>
        ) : (
          <div className={styles.none}>
            <FilmPicture job={job} alt="" />
          </div>
        )}
      </div>
      <div className={styles.facts}>
        <header className={styles.head}>
          <h1>
            <bdi dir="auto">{job.sessionLabel ?? t('film.of', { client: job.callingAeTitle })}</bdi>
          </h1>
          <StateBadge job={job} />
          <div className={styles.menu}>
            <JobMenu job={job} />
          </div>
        </header>
        <p>
          <Message said={job.message} english={job.detail} />
        </p>
        {job.reason === 'queued' && <QueuePlace job={job} />}
        {job.payloadRemovedAt !== null && (
          <p>{t('film.removed.after', { days: daysBetween(job.createdAt, job.payloadRemovedAt) })}</p>
        )}
        <RenderedFilms id={id} />
        <FilmActions
          job={job}
          page={page}
          onReprint={() => {
            setReprinting(true);
          }}
        />
        <Panel title={t('film.facts')}>
          <FilmFacts job={job} />
        </Panel>
        <Panel title={t('film.substitutions')}>
          <Substitutions job={job} />
        </Panel>
        <Panel title={t('film.deliveries')}>
          <Deliveries job={job} />
        </Panel>
        <Panel title={t('film.history')}>
          <History actions={job.history ?? []} />
        </Panel>
        {can('client.trace') && <Traffic id={id} />}
      </div>
      {isReprinting && (
        <Reprint
          job={job}
          onClose={() => {
            setReprinting(false);
          }}
        />
      )}
    </div>
  );
}
