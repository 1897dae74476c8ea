// The filters of the list of films, as stored in the URL. The search text is not stored there, because it may be a patient's
// name.

export const stateFilters = [
  'PENDING',
  'HELD',
  'WAITING',
  'PRINTING',
  'DONE',
  'UNKNOWN',
  'FAILURE',
  'CANCELLED',
] as const;
export type StateFilter = (typeof stateFilters)[number];

export interface FilmFilters {
  readonly state?: StateFilter;
  /** AE titles. */
  readonly printer?: string;
  readonly client?: string;
  /** A day, or `today`, `yesterday`, `7d`. */
  readonly since?: string;
  readonly until?: string;
}

const names = ['state', 'printer', 'client', 'since', 'until'] as const;

/** The filters in the query of a URL; unknown and invalid ones are left out. */
export function filtersOf(search: string): FilmFilters {
  const query = new URLSearchParams(search);
  const text = (name: string, max: number) => {
    const value = query.get(name) ?? '';
    return value !== '' && value.length <= max ? { [name]: value } : {};
  };
  const state = stateFilters.find((one) => one === query.get('state'));
  return {
    ...(state === undefined ? {} : { state }),
    ...text('printer', 16),
    ...text('client', 16),
    ...text('since', 32),
    ...text('until', 32),
  };
}

/** The query of a URL with these filters: '' or `?state=…`. */
export function queryOf(filters: FilmFilters): string {
  const query = new URLSearchParams();
  for (const name of names) {
    const value = filters[name];
    if (value !== undefined) query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
