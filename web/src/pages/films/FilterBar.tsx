// Search and filters of the list of films.
import { useStatus } from '../../data/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { stateFilters, type FilmFilters } from '../../lib/film-filters.ts';
import { Choice } from '../../ui/Choice.tsx';
import { DayField } from '../../ui/DayField.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import styles from './FilterBar.module.css';

export interface FilterBarProps {
  readonly filters: FilmFilters;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onFilters: (filters: FilmFilters) => void;
}

const times = ['any', 'today', 'yesterday', '7d', 'day'] as const;
type TimeChoice = (typeof times)[number];

function timeOf({ since, until }: FilmFilters): TimeChoice {
  if (since === undefined) return 'any';
  if (since === 'today' || since === '7d') return since;
  return since === 'yesterday' && until === 'yesterday' ? 'yesterday' : 'day';
}

/** Today, as the value of a field for a day. */
const today = () => new Date().toLocaleDateString('sv-SE');

export function FilterBar({ filters, text, onText, onFilters }: FilterBarProps) {
  const { t } = useTexts();
  const printers = useStatus().data?.printers ?? [];
  const { state, printer, client, since, until } = filters;
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
