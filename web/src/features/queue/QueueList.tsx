// What prints and what comes next: one line per job with its state, and its actions in a menu.
import { Link } from 'wouter';
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { routes } from '../../lib/paths.ts';
import { Empty } from '../../ui/display/Panel.tsx';
import { JobLine } from '../job/JobLine.tsx';
import { JobMenu } from '../job/JobMenu.tsx';
import { RenderedFilms } from '../job/RenderedFilms.tsx';
import { StateBadge } from '../job/StateBadge.tsx';
import styles from './QueueList.module.css';

export interface QueueListProps {
  readonly jobs: readonly ApiJob[];
  /** Number of all waiting jobs, including those not listed. */
  readonly waiting: number;
}

export function QueueList({ jobs, waiting }: QueueListProps) {
  const { t } = useTexts();
  if (jobs.length === 0) return <Empty sentence={t('queue.empty')} />;
  const more = waiting - jobs.filter(({ state }) => state === 'PENDING').length;
  return (
    <>
      <ul>
        {jobs.map((job) => (
          <QueueRow key={job.id} job={job} />
        ))}
      </ul>
      {more > 0 && (
        <p className={styles.more}>
          <Link href={`${routes.films}?state=PENDING`}>{t('queue.more', { count: more })}</Link>
        </p>
      )}
    </>
  );
}

function QueueRow({ job }: { readonly job: ApiJob }) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const films = job.films.length * job.copies;
  return (
    <li className={styles.row}>
      <StateBadge job={job} />
      <JobLine
        job={job}
        facts={t('queue.facts', { printer: job.printer, films, time: time(job.createdAt, now) })}
      >
        <RenderedFilms id={job.id} />
      </JobLine>
      <JobMenu job={job} />
    </li>
  );
}
