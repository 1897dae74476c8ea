// Films per day as bars: printed below, failed jobs on top. Hidden from screen readers, because the table beside it has the
// same numbers.
import { useTexts } from '../../i18n/TextProvider.tsx';
import styles from './DayBars.module.css';

export interface DayBarsProps {
  readonly days: readonly { readonly day: string; readonly films: number; readonly failed: number }[];
  readonly since: string;
  readonly until: string;
}

const dayMs = 86_400_000;
/** More days than this are drawn by weeks. */
const maxBars = 92;

export function DayBars({ days, since, until }: DayBarsProps) {
  const { day, number } = useTexts();
  const first = Date.parse(`${since}T12:00:00Z`);
  const count = Math.round((Date.parse(`${until}T12:00:00Z`) - first) / dayMs) + 1;
  const perBar = count > maxBars ? 7 : 1;
  const bars = Array.from({ length: Math.ceil(count / perBar) }, () => ({ films: 0, failed: 0 }));
  for (const { day: of, films, failed } of days) {
    const bar = bars[Math.floor(Math.round((Date.parse(`${of}T12:00:00Z`) - first) / dayMs) / perBar)];
    if (bar !== undefined) {
      bar.films += films;
      bar.failed += failed;
    }
  }
  const highest = Math.max(1, ...bars.map(({ films, failed }) => films + failed));
  const share = (value: number) => `${(value / highest) * 100}%`;
  return (
    <div className={styles.frame} aria-hidden>
      <span className={styles.highest}>{number(highest)}</span>
      <div className={styles.bars}>
        {bars.map(({ films, failed }, at) => (
          <span key={at} className={styles.bar}>
            <span className={styles.failed} style={{ blockSize: share(failed) }} />
            <span className={styles.films} style={{ blockSize: share(films) }} />
          </span>
        ))}
      </div>
      <div className={styles.ends}>
        <span>{day(`${since}T12:00:00`)}</span>
        <span>{day(`${until}T12:00:00`)}</span>
      </div>
    </div>
  );
}
