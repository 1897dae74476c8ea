// The last films as small pictures, newest first: a click opens one.
import { Printer } from 'lucide-react';
import { Link } from 'wouter';
import { useActions } from '../../features/actions/ActionProvider.tsx';
import { FilmPicture } from '../../features/film/FilmPicture.tsx';
import { StateBadge } from '../../features/job/StateBadge.tsx';
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiJob, ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { filmPath } from '../../lib/paths.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty } from '../../ui/display/Panel.tsx';
import styles from './FilmStrip.module.css';

export interface FilmStripProps {
  readonly jobs: readonly ApiJob[];
  readonly printers: readonly ApiPrinter[];
}

export function FilmStrip({ jobs, printers }: FilmStripProps) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const { run } = useActions();
  const [first] = printers;
  if (jobs.length === 0)
    return (
      <Empty sentence={t('last.empty')}>
        {first !== undefined && (
          <Button
            label={t('action.test-page')}
            icon={Printer}
            onPress={() => {
              run({ kind: 'test-page', printer: first.aeTitle });
            }}
          />
        )}
      </Empty>
    );
  return (
    <ul className={styles.strip}>
      {jobs.map((job) => (
        <li key={job.id}>
          <Link href={filmPath(job.id)} className={styles.film}>
            <FilmPicture job={job} alt={t('film.alt', { film: 1, id: job.id })} />
            <span className={styles.line}>
              <bdi className={styles.client}>{job.callingAeTitle}</bdi>
              <span>{time(job.finishedAt ?? job.createdAt, now)}</span>
            </span>
            <StateBadge job={job} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
