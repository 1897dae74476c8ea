// The last lines of the server's log: by level and text, newest first. Follows the log while the newest lines are visible;
// scrolling pauses that, and a button returns to the newest line.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { OctagonX, Info, TriangleAlert } from 'lucide-react';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { call, type AnswerOf } from '../../data/requests/client.ts';
import { keys } from '../../data/queries/keys.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { useMedia } from '../../lib/browser/use-media.ts';
import { Badge } from '../../ui/display/Badge.tsx';
import { BigGrid, type GridColumn } from '../../ui/display/BigGrid.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { FactList } from '../../ui/display/DataTable.tsx';
import { Empty } from '../../ui/display/Panel.tsx';
import { SearchBox } from '../../ui/fields/SearchBox.tsx';
import { Loaded } from '../../features/shell/Loaded.tsx';
import styles from './LogPage.module.css';

type Page = AnswerOf<'POST /api/log/search'>;
type Line = Page['lines'][number];

const levels = ['info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];
const looks = {
  info: { tone: 'idle', icon: Info },
  warn: { tone: 'warning', icon: TriangleAlert },
  error: { tone: 'failure', icon: OctagonX },
} as const;

const pageRows = 100;
const followMs = 2_000;
const typingMs = 250;

export function LogPage() {
  const { t, time, locale } = useTexts();
  const [level, setLevel] = useState<Level>('info');
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  /** Number of the newest line while following is paused. */
  const [upTo, setUpTo] = useState<number>();
  const [inSight, setInSight] = useState<readonly [number, number]>([0, 0]);
  const [opened, setOpened] = useState<Line>();
  const isNarrow = useMedia('(max-width: 699px)');
  const newest = useRef(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      setText(typed.trim());
    }, typingMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);

  const filter = useMemo(() => ({ level, ...(text === '' ? {} : { text }) }), [level, text]);
  const key = [...keys.system('log'), filter] as const;
  const head = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call('POST /api/log/search', { body: { ...filter, limit: pageRows }, signal }),
    staleTime: 0,
    refetchInterval: followMs,
    refetchIntervalInBackground: false,
    placeholderData: keepPreviousData,
  });
  const isPaused = upTo !== undefined;
  newest.current = head.data?.newest ?? 0;
  const wanted = pagesIn(inSight).filter((page) => isPaused || page > 0);
  const fixed = upTo ?? newest.current;
  const pages = useQueries({
    queries: wanted.map((page) => ({
      queryKey: [...key, fixed, page],
      gcTime: 30_000,
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        call('POST /api/log/search', {
          body: { ...filter, upTo: fixed, offset: page * pageRows, limit: pageRows },
          signal,
        }),
    })),
  });
  const byPage = new Map<number, Page>();
  if (!isPaused && head.data !== undefined) byPage.set(0, head.data);
  for (const [at, page] of wanted.entries()) {
    const { data } = pages[at] ?? {};
    if (data !== undefined) byPage.set(page, data);
  }
  const shown = isPaused ? [...byPage.values()][0] : head.data;
  const total = shown?.total ?? head.data?.total ?? 0;
  const rowAt = (index: number) => byPage.get(Math.floor(index / pageRows))?.lines[index % pageRows];
  const onVisible = useCallback((first: number, last: number) => {
    setInSight((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    // Follows the log while the first line is visible; otherwise stays at the newest line of that moment.
    setUpTo((before) => (first === 0 ? undefined : (before ?? newest.current)));
  }, []);

  const columns = useMemo<readonly GridColumn<Line>[]>(() => {
    const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
    const badge = (line: Line) => (
      <Badge
        tone={looks[line.level].tone}
        icon={looks[line.level].icon}
        word={t(`log.level.${line.level}`)}
      />
    );
    const at = (line: Line) => <time dateTime={line.at}>{clock.format(new Date(line.at))}</time>;
    const fields = (line: Line) => (
      <bdi lang="en" dir="ltr" className={styles.fields}>
        {Object.entries(line.fields)
          .map(([name, value]) => `${name}=${value}`)
          .join('  ')}
      </bdi>
    );
    const event = (line: Line) => (
      <bdi lang="en" dir="ltr" className={styles.event}>
        {line.event}
      </bdi>
    );
    if (isNarrow)
      return [
        {
          id: 'line',
          header: t('log.column.event'),
          width: 'minmax(0, 1fr)',
          isRowHeader: true,
          cell: (line) => (
            <span className={styles.narrow}>
              <span className={styles.first}>
                {at(line)} {badge(line)}
              </span>
              {event(line)}
              {fields(line)}
            </span>
          ),
        },
      ];
    return [
      { id: 'time', header: t('log.column.time'), width: '120px', cell: at },
      { id: 'level', header: t('log.column.level'), width: '112px', cell: badge },
      { id: 'event', header: t('log.column.event'), width: '220px', isRowHeader: true, cell: event },
      { id: 'fields', header: t('log.column.fields'), width: 'minmax(0, 1fr)', cell: fields },
    ];
  }, [isNarrow, locale, t]);

  return (
    <Loaded query={head}>
      {({ oldestAt }) => (
        <div className={styles.page}>
          <div className={styles.bar}>
            <div className={styles.search}>
              <SearchBox
                label={t('log.search')}
                placeholder={t('log.search')}
                value={typed}
                onChange={setTyped}
              />
            </div>
            <Choice
              isCompact
              label={t('log.column.level')}
              options={levels.map((id) => ({ id, label: t(`log.from.${id}`) }))}
              value={level}
              onChange={setLevel}
            />
            <span role="status" className={styles.count}>
              {isPaused ? t('log.paused') : t('log.following')}
            </span>
            {isPaused && (
              <Button
                label={t('log.newest')}
                onPress={() => {
                  setUpTo(undefined);
                  setInSight([0, 0]);
                  document.querySelector('[role=grid]')?.scrollTo(0, 0);
                }}
              />
            )}
          </div>
          {total === 0 ? (
            <Empty sentence={t('log.empty')} />
          ) : (
            <div className={styles.grid}>
              <BigGrid
                label={t('system.part.log')}
                selectLabel={t('films.column.select')}
                rowCount={total}
                rowHeight={isNarrow ? 76 : 32}
                columns={columns}
                rowAt={rowAt}
                idOf={(line) => String(line.number)}
                selected={none}
                onSelect={() => undefined}
                onOpen={setOpened}
                onVisible={onVisible}
                isHeaderHidden={isNarrow}
              />
            </div>
          )}
          <p className={styles.note}>
            {oldestAt === null ? '' : `${t('log.since', { time: time(oldestAt, new Date()) })} `}
            {t('log.note')}
          </p>
          {opened !== undefined && (
            <Sheet
              title={opened.event}
              closeLabel={t('action.close')}
              isWide
              onClose={() => {
                setOpened(undefined);
              }}
            >
              <FactList
                facts={[
                  [t('log.column.time'), new Date(opened.at).toLocaleString(locale)],
                  [t('log.column.level'), t(`log.level.${opened.level}`)],
                  ...Object.entries(opened.fields).map(
                    ([name, value]) =>
                      [
                        name,
                        <bdi key={name} lang="en" dir="ltr">
                          {String(value)}
                        </bdi>,
                      ] as const,
                  ),
                ]}
              />
            </Sheet>
          )}
        </div>
      )}
    </Loaded>
  );
}

const none: ReadonlySet<string> = new Set();

const pagesIn = ([first, last]: readonly [number, number]): readonly number[] => {
  const [from, to] = [Math.floor(first / pageRows), Math.floor(last / pageRows)];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
};
