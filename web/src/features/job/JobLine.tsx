// The two lines of a job in a queue, as a link to its film: client and label, then facts such as its films and its priority.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ApiJobSummary } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { filmPath } from '../../lib/paths.ts';
import styles from './JobLine.module.css';

export interface JobLineProps {
  readonly job: Pick<ApiJobSummary, 'id' | 'callingAeTitle' | 'sessionLabel' | 'priority'>;
  readonly facts: string;
  /** Rows that are dragged: by itself a browser would drag the link. */
  readonly isRowDraggable?: boolean;
  readonly children?: ReactNode;
}

export function JobLine({ job, facts, isRowDraggable = false, children }: JobLineProps) {
  const { t } = useTexts();
  return (
    <Link href={filmPath(job.id)} className={styles.job} {...(isRowDraggable ? { draggable: false } : {})}>
      <span className={styles.what}>
        <bdi>{job.callingAeTitle}</bdi>
        {job.sessionLabel !== null && (
          <bdi dir="auto" className={styles.label}>
            {job.sessionLabel}
          </bdi>
        )}
      </span>
      <span className={styles.facts}>
        {facts}
        {job.priority !== 'MED' && ` · ${t(`priority.${job.priority}`)}`}
      </span>
      {children}
    </Link>
  );
}
