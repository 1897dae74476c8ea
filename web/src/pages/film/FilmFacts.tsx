// The request of the client in words.
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiJob } from '../../data/types.ts';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { filmPath } from '../../lib/paths.ts';
import styles from './Film.module.css';

export function FilmFacts({ job }: { readonly job: ApiJob }) {
  const { t, time, moment, number } = useTexts();
  const now = useServerTime();
  const sizes = [
    ...new Set(
      job.films.map(({ filmSizeId, imageDisplayFormat }) => `${filmSizeId} · ${imageDisplayFormat}`),
    ),
  ];
  const images = job.films.reduce((sum, film) => sum + film.images, 0);
  const subjects = (job.subjects ?? []).map((subject) =>
    [subject.patientName, subject.patientId, subject.accessionNumber, subject.studyDate]
      .filter((value) => value !== undefined && value !== '')
      .join(' · '),
  );
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t('fact.accepted'),
      <time key="t" dateTime={job.createdAt} title={moment(job.createdAt)}>
        {time(job.createdAt, now)}
      </time>,
    ],
    ...(job.finishedAt === null
      ? []
      : [
          [
            t('fact.ended'),
            <time key="t" dateTime={job.finishedAt} title={moment(job.finishedAt)}>
              {time(job.finishedAt, now)}
            </time>,
          ] as const,
        ]),
    [
      t('fact.client'),
      <span key="c">
        <bdi>{job.callingAeTitle}</bdi> <bdi className={styles.muted}>{job.peerAddress}</bdi>
      </span>,
    ],
    [t('fact.printer'), <bdi key="p">{job.printer}</bdi>],
    ...subjects.map(
      (subject) =>
        [
          t('fact.patient'),
          <bdi key={subject} dir="auto">
            {subject}
          </bdi>,
        ] as const,
    ),
    [t('fact.films'), t('fact.films.value', { films: job.films.length, images, copies: job.copies })],
    [t('fact.size'), <bdi key="s">{sizes.join(', ')}</bdi>],
    [t('fact.priority'), t(`priority.${job.priority}`)],
    ...(job.clientProfile === null
      ? []
      : [[t('fact.profile'), <bdi key="f">{job.clientProfile}</bdi>] as const]),
    ...(job.repeats === 0 ? [] : [[t('fact.repeats'), number(job.repeats)] as const]),
    ...(job.reprintOf === null
      ? []
      : [
          [
            t('fact.reprint-of'),
            <Link key="r" href={filmPath(job.reprintOf)}>
              <code>{job.reprintOf}</code>
            </Link>,
          ] as const,
        ]),
    [t('fact.job'), <code key="j">{job.id}</code>],
  ];
  return (
    <dl className={styles.list}>
      {facts.map(([name, value], index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
