// Every film: search, filters, selection, and actions on many. The filters are in the URL; search text, which may be a name, is in
// the state of the history and in the body of requests.
import { Columns3 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { FilmPicture } from '../../features/film/FilmPicture.tsx';
import { StateBadge } from '../../features/job/StateBadge.tsx';
import type { BulkMatch } from '../../data/requests/bulk.ts';
import { call } from '../../data/requests/client.ts';
import { clockOffset } from '../../data/events/live.ts';
import { useFilmList } from '../../data/queries/film-list.ts';
import { useServerTime, useStore } from '../../data/queries/queries.ts';
import type { ApiJobSummary } from '../../data/types.ts';
import type { TextKey } from '../../i18n/languages.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { filtersOf, queryOf, type FilmFilters } from '../../lib/films/film-filters.ts';
import { filmPath, routes } from '../../lib/paths.ts';
import { preferences, setPreferences } from '../../lib/browser/stored-preferences.ts';
import { useKeys } from '../../lib/browser/use-keys.ts';
import { useMedia } from '../../lib/browser/use-media.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { BigGrid, type GridColumn } from '../../ui/display/BigGrid.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { DayField } from '../../ui/fields/DayField.tsx';
import { MenuButton } from '../../ui/buttons/Menu.tsx';
import { Empty, Skeleton } from '../../ui/display/Panel.tsx';
import { FilterBar } from './FilterBar.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useBulk } from './use-bulk.tsx';
import styles from './Films.module.css';

const searchDelayMs = 250;

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

const textOf = (state: unknown): string =>
  typeof state === 'object' && state !== null && 'text' in state && typeof state.text === 'string'
    ? state.text
    : '';

export default function Films() {
  const { t, time, number } = useTexts();
  useTitle(t('films.name'));
  const now = useServerTime();
  const [, navigate] = useLocation();
  const search = useSearch();
  const filters = useMemo(() => filtersOf(search), [search]);
  const text = textOf(useHistoryState<unknown>());
  const [typed, setTyped] = useState(text);
  const list = useFilmList(filters, text);
  const [selected, setSelected] = useState<ReadonlyMap<string, ApiJobSummary>>(new Map());
  const isNarrow = useMedia('(max-width: 699px)');
  const bar = useRef<HTMLDivElement>(null);
  const bulk = useBulk();
  const { hiddenColumns } = useStore(preferences);
  const [match, setMatch] = useState<BulkMatch>();
  const [target, setTarget] = useState<{ readonly index: number }>();
  const clear = () => {
    setSelected(new Map());
    setMatch(undefined);
  };
  const goTo = (day: string) => {
    const body = { ...filters, until: day, ...(text === '' ? {} : { text }), limit: 1, marks: 100 };
    call('POST /api/jobs/search', { body })
      .then(({ total }) => {
        setTarget({ index: Math.max(0, Math.min(list.rowCount - 1, list.rowCount - (total ?? 0))) });
      })
      // The list says that the server does not answer.
      .catch(() => undefined);
  };

  const apply = useCallback(
    (next: FilmFilters, nextText: string) => {
      navigate(routes.films + queryOf(next), { replace: true, state: { text: nextText } });
    },
    [navigate],
  );
  useEffect(() => {
    if (typed.trim() === text) return undefined;
    const timer = setTimeout(() => {
      apply(filters, typed.trim());
    }, searchDelayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, text, filters, apply]);

  useKeys({
    '/': () => bar.current?.querySelector<HTMLElement>('input')?.focus(),
  });

  const columns = useMemo<readonly GridColumn<ApiJobSummary>[]>(() => {
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
  const choices = choosable.map((id) => {
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

  const selectedIds = useMemo(() => new Set(selected.keys()), [selected]);
  const select = (ids: ReadonlySet<string>) => {
    const loaded = new Map<string, ApiJobSummary>();
    for (let index = 0; index < list.rowCount && loaded.size < ids.size; index += 1) {
      const row = list.rowAt(index);
      if (row !== undefined && ids.has(row.id)) loaded.set(row.id, row);
    }
    setMatch(undefined);
    // Rows that are not loaded any more stay selected.
    setSelected(
      new Map(
        [...ids].flatMap((id) => {
          const row = loaded.get(id) ?? selected.get(id);
          return row === undefined ? [] : [[id, row] as const];
        }),
      ),
    );
  };
  const openFilm = (job: ApiJobSummary) => {
    navigate(filmPath(job.id));
  };
  const isFiltered = search !== '' || text !== '';

  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t('films.name')}</h1>
      <div ref={bar} className={styles.bar}>
        <FilterBar
          filters={filters}
          text={typed}
          onText={setTyped}
          onFilters={(next) => {
            clear();
            apply(next, typed.trim());
          }}
        />
        {text === '' && list.rowCount > 0 && (
          <label className={styles.goTo}>
            {t('films.go-to')}
            <DayField label={t('films.go-to')} value="" onChange={goTo} />
          </label>
        )}
        {!isNarrow && <MenuButton label={t('films.columns')} icon={Columns3} entries={choices} />}
        <span role="status" className={styles.count}>
          {text === ''
            ? t('films.count', { count: list.rowCount })
            : t('films.found', { count: list.rowCount })}
        </span>
        {list.newCount > 0 && (
          <Button label={t('films.new', { count: list.newCount })} onPress={list.reload} />
        )}
      </div>
      {list.error !== null ? (
        <Empty sentence={t('error.no-answer')}>
          <Button label={t('action.retry')} onPress={list.reload} />
        </Empty>
      ) : list.isLoading ? (
        <Skeleton rows={12} label={t('shell.loading')} />
      ) : list.rowCount === 0 ? (
        <Empty sentence={t(isFiltered ? 'films.no-match' : 'films.empty')}>
          {isFiltered && (
            <Button
              label={t('films.clear')}
              onPress={() => {
                setTyped('');
                apply({}, '');
              }}
            />
          )}
        </Empty>
      ) : (
        <div className={styles.grid}>
          <BigGrid
            label={t('films.name')}
            selectLabel={t('films.column.select')}
            rowCount={list.rowCount}
            rowHeight={isNarrow ? 60 : 44}
            columns={columns}
            rowAt={list.rowAt}
            idOf={(job) => job.id}
            selected={selectedIds}
            onSelect={select}
            onOpen={openFilm}
            onVisible={list.onVisible}
            target={target}
            isHeaderHidden={isNarrow}
            onRowKey={(key, job) => {
              bulk.onKey(key, selected.size > 0 ? [...selected.values()] : [job]);
            }}
          />
        </div>
      )}
      {selected.size > 0 && (
        <SelectionBar
          rows={[...selected.values()]}
          bulk={bulk}
          onClear={clear}
          match={match}
          total={text === '' && list.rowCount > selected.size ? list.rowCount : undefined}
          onAll={() => {
            const asOf = new Date(Date.now() + clockOffset.get()).toISOString();
            setMatch({ filters, text, asOf, count: list.rowCount });
          }}
        />
      )}
      {bulk.dialogs}
    </div>
  );
}
