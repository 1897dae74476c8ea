// Every film: search, filters, selection, and actions on many. The filters are in the URL; search text, which may be a name, is in
// the state of the history and in the body of requests.
import { Columns3 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { BulkMatch } from '../../data/requests/bulk.ts';
import { call } from '../../data/requests/client.ts';
import { clockOffset } from '../../data/events/live.ts';
import { useFilmList } from '../../data/queries/film-list.ts';
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiJobSummary } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { filtersOf, queryOf, type FilmFilters } from '../../lib/films/film-filters.ts';
import { filmPath, routes } from '../../lib/paths.ts';
import { useKeys } from '../../lib/browser/use-keys.ts';
import { useMedia } from '../../lib/browser/use-media.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { BigGrid } from '../../ui/display/BigGrid.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { DayField } from '../../ui/fields/DayField.tsx';
import { MenuButton } from '../../ui/buttons/Menu.tsx';
import { Empty, Skeleton } from '../../ui/display/Panel.tsx';
import { useColumnChoices, useFilmColumns } from './film-columns.tsx';
import { FilterBar } from './FilterBar.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useBulk } from './use-bulk.tsx';
import styles from './Films.module.css';

const searchDelayMs = 250;

const textOf = (state: unknown): string =>
  typeof state === 'object' && state !== null && 'text' in state && typeof state.text === 'string'
    ? state.text
    : '';

export default function Films() {
  const { t } = useTexts();
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

  const columns = useFilmColumns(isNarrow, now);
  const columnChoices = useColumnChoices();

  const selectedIds = useMemo(() => new Set(selected.keys()), [selected]);
  const select = (ids: ReadonlySet<string>) => {
    const loaded = new Map<string, ApiJobSummary>();
    for (let index = 0; index < list.rowCount && loaded.size < ids.size; index += 1) {
      const row = list.rowAt(index);
      if (row !== undefined && ids.has(row.id)) loaded.set(row.id, row);
    }
    setMatch(undefined);
    // Rows that are no longer loaded stay selected.
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
        {!isNarrow && <MenuButton label={t('films.columns')} icon={Columns3} entries={columnChoices} />}
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
