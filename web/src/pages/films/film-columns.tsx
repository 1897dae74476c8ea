// The columns of the list of films, and which of them a user has hidden. Start at `useFilmColumns`.
import { useMemo } from 'react';
import { FilmPicture } from '../../features/film/FilmPicture.tsx';
import { StateBadge } from '../../features/job/StateBadge.tsx';
import { useStore } from '../../data/queries/queries.ts';
import type { ApiJobSummary } from '../../data/types.ts';
import type { TextKey } from '../../i18n/languages.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { preferences, setPreferences } from '../../lib/browser/stored-preferences.ts';
import type { GridColumn } from '../../ui/display/BigGrid.tsx';
import type { MenuEntry } from '../../ui/buttons/Menu.tsx';
import styles from './Films.module.css';

/** Columns that can be hidden, on wide screens. */
const columnTexts = {
  picture: 'films.column.picture',
  time: 'films.column.time',
  state: 'films.column.state',
  client: 'films.column.client',
  printer: 'films.column.printer',
  films: 'films.column.films',
  size: 'fact.size',
  priority: 'fact.priority',
  job: 'fact.job',
} as const satisfies Readonly<Record<string, TextKey>>;
const choosable = [
  'picture',
  'time',
  'state',
  'client',
  'printer',
  'films',
  'size',
  'priority',
  'job',
] as const;

/**
 * On a narrow screen the picture, the film in two lines and its state; otherwise the columns that are not hidden.
 *
 * @param now time of the server, against which times are shown
 */
export function useFilmColumns(isNarrow: boolean, now: Date): readonly GridColumn<ApiJobSummary>[] {
  const { t, time, number } = useTexts();
  const { hiddenColumns } = useStore(preferences);
  return useMemo<readonly GridColumn<ApiJobSummary>[]>(() => {
    const picture = (job: ApiJobSummary) => (
      <FilmPicture job={{ ...job, films: [] }} alt={t('film.alt', { film: 1, id: job.id })} isSmall />
    );
    if (isNarrow)
      return [
        {
          id: 'picture',
          header: t('films.column.picture'),
          width: '32px',
          isHeaderHidden: true,
          cell: picture,
        },
        {
          id: 'film',
          header: t('films.column.film'),
          width: 'minmax(0, 1fr)',
          isRowHeader: true,
          cell: (job) => (
            <span className={styles.narrow}>
              <span>
                <bdi>{job.callingAeTitle}</bdi> <bdi dir="auto">{job.sessionLabel}</bdi>
              </span>
              <span className={styles.muted}>
                {time(job.createdAt, now)} · <bdi>{job.printer}</bdi>
              </span>
            </span>
          ),
        },
        {
          id: 'state',
          header: t('films.column.state'),
          width: 'auto',
          cell: (job) => <StateBadge job={job} />,
        },
      ];
    const all: readonly GridColumn<ApiJobSummary>[] = [
      {
        id: 'picture',
        header: t('films.column.picture'),
        width: '32px',
        isHeaderHidden: true,
        cell: picture,
      },
      { id: 'time', header: t('films.column.time'), width: '128px', cell: (job) => time(job.createdAt, now) },
      {
        id: 'state',
        header: t('films.column.state'),
        width: '140px',
        cell: (job) => <StateBadge job={job} />,
      },
      {
        id: 'label',
        header: t('films.column.label'),
        width: 'minmax(0, 2fr)',
        isRowHeader: true,
        cell: (job) => (
          <bdi dir="auto">
            {job.sessionLabel ?? <span className={styles.muted}>{t('films.no-label')}</span>}
          </bdi>
        ),
      },
      {
        id: 'client',
        header: t('films.column.client'),
        width: 'minmax(0, 1fr)',
        cell: (job) => <bdi>{job.callingAeTitle}</bdi>,
      },
      {
        id: 'printer',
        header: t('films.column.printer'),
        width: 'minmax(0, 1fr)',
        cell: (job) => <bdi>{job.printer}</bdi>,
      },
      {
        id: 'films',
        header: t('films.column.films'),
        width: '64px',
        cell: (job) => number(job.filmCount * job.copies),
      },
      {
        id: 'size',
        header: t('fact.size'),
        width: 'minmax(0, 1fr)',
        cell: (job) => (
          <bdi>{[...new Set(job.filmSizes.map(({ filmSizeId }) => filmSizeId))].join(', ')}</bdi>
        ),
      },
      {
        id: 'priority',
        header: t('fact.priority'),
        width: '120px',
        cell: (job) => t(`priority.${job.priority}`),
      },
      { id: 'job', header: t('fact.job'), width: '120px', cell: (job) => <code>{job.id}</code> },
    ];
    return all.filter(({ id, isRowHeader = false }) => isRowHeader || !hiddenColumns.includes(id));
  }, [isNarrow, now, number, t, time, hiddenColumns]);
}

/** Entries of the menu that shows and hides columns. */
export function useColumnChoices(): readonly MenuEntry[] {
  const { t } = useTexts();
  const { hiddenColumns } = useStore(preferences);
  return choosable.map((id) => {
    const isHidden = hiddenColumns.includes(id);
    return {
      id,
      label: t(columnTexts[id]) + (isHidden ? '' : ' ✓'),
      onAction: () => {
        setPreferences({
          hiddenColumns: isHidden ? hiddenColumns.filter((other) => other !== id) : [...hiddenColumns, id],
        });
      },
    };
  });
}
