// Search and filters of the list of films.
import { clockOffset } from '../../data/events/live.ts';
import { useClientTitles, useStatus } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { stateFilters, type FilmFilters } from '../../lib/films/film-filters.ts';
import { Choice } from '../../ui/fields/Choice.tsx';
import { DayField } from '../../ui/fields/DayField.tsx';
import { SearchBox } from '../../ui/fields/SearchBox.tsx';
import styles from './FilterBar.module.css';

export interface FilterBarProps {
  readonly filters: FilmFilters;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onFilters: (filters: FilmFilters) => void;
}

const times = ['any', 'today', 'yesterday', '7d', 'day', 'range'] as const;
type TimeChoice = (typeof times)[number];

function timeOf({ since, until }: FilmFilters): TimeChoice {
  if (since === undefined) return 'any';
  if (since === 'today' || since === '7d') return since;
  if (since === 'yesterday' && until === 'yesterday') return 'yesterday';
  return since === until ? 'day' : 'range';
}

const dayMs = 86_400_000;

/** A day by the server's clock, as the value of a day field. */
const dayAt = (ms: number) => new Date(Date.now() + clockOffset.get() + ms).toLocaleDateString('sv-SE');
const today = () => dayAt(0);
const weekBefore = () => dayAt(-7 * dayMs);

const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text);

export function FilterBar({ filters, text, onText, onFilters }: FilterBarProps) {
  const { t } = useTexts();
  const printers = useStatus().data?.printers ?? [];
  const clients = useClientTitles();
  const { state, printer, client, since, until } = filters;
  const titles = [...new Set([...clients, ...(client === undefined ? [] : [client])])].toSorted();
  const time = timeOf(filters);
  const others = {
    ...(state === undefined ? {} : { state }),
    ...(printer === undefined ? {} : { printer }),
    ...(client === undefined ? {} : { client }),
  };
  const setTime = (chosen: TimeChoice) => {
    if (chosen === 'any') onFilters(others);
    else if (chosen === 'yesterday') onFilters({ ...others, since: 'yesterday', until: 'yesterday' });
    else if (chosen === 'day') onFilters({ ...others, since: today(), until: today() });
    else if (chosen === 'range') onFilters({ ...others, since: weekBefore(), until: today() });
    else onFilters({ ...others, since: chosen });
  };
  const timeFilters = {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
  const { state: _state, ...withoutState } = others;
  const { printer: _printer, ...withoutPrinter } = others;
  return (
    <>
      <div className={styles.search}>
        <SearchBox
          label={t('films.search')}
          placeholder={t('films.search.hint')}
          shortcut="/"
          value={text}
          onChange={onText}
        />
      </div>
      <Choice
        isCompact
        label={t('films.filter.state')}
        options={[
          { id: 'any', label: t('films.filter.state.any') },
          ...stateFilters.map((id) => ({ id, label: t(`films.filter.state.${id}`) })),
        ]}
        value={state ?? 'any'}
        onChange={(id) => {
          onFilters({ ...withoutState, ...timeFilters, ...(id === 'any' ? {} : { state: id }) });
        }}
      />
      <Choice
        isCompact
        label={t('films.filter.printer')}
        options={[
          { id: '', label: t('films.filter.printer.any') },
          ...printers.map(({ aeTitle }) => ({ id: aeTitle, label: aeTitle })),
        ]}
        value={printer ?? ''}
        onChange={(id) => {
          onFilters({ ...withoutPrinter, ...timeFilters, ...(id === '' ? {} : { printer: id }) });
        }}
      />
      <Choice
        isCompact
        label={t('films.filter.time')}
        options={times.map((id) => ({ id, label: t(`films.filter.time.${id}`) }))}
        value={time}
        onChange={setTime}
      />
      <Choice
        isCompact
        label={t('films.column.client')}
        options={[
          { id: '', label: t('films.filter.client.any') },
          ...titles.map((id) => ({ id, label: id })),
        ]}
        value={client ?? ''}
        onChange={(id) => {
          const { client: _client, ...withoutClient } = others;
          onFilters({ ...withoutClient, ...timeFilters, ...(id === '' ? {} : { client: id }) });
        }}
      />
      {time === 'range' && (
        <>
          <DayField
            label={t('films.filter.from')}
            value={isDay(since) ? since : weekBefore()}
            onChange={(day) => {
              onFilters({ ...others, ...timeFilters, since: day });
            }}
          />
          <span aria-hidden>–</span>
          <DayField
            label={t('films.filter.to')}
            value={isDay(until) ? until : today()}
            onChange={(day) => {
              onFilters({ ...others, ...timeFilters, until: day });
            }}
          />
        </>
      )}
      {time === 'day' && (
        <DayField
          label={t('films.filter.day')}
          value={since ?? today()}
          onChange={(day) => {
            onFilters({ ...others, since: day, until: day });
          }}
        />
      )}
    </>
  );
}
