// Changed lines of a text, with some lines around them. Added and removed lines have a sign, not only a color.
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { lineDiff, shortDiff } from '../../lib/text/line-diff.ts';
import styles from './DiffView.module.css';

export interface DiffViewProps {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

const signs = { same: ' ', added: '+', removed: '−' } as const;

export function DiffView({ label, before, after }: DiffViewProps) {
  const { t } = useTexts();
  const lines = shortDiff(lineDiff(before, after));
  return (
    <section aria-label={label} className={styles.diff}>
      <h3>{label}</h3>
      {lines.length === 0 ? (
        <p className={styles.none}>{t('config.diff.none')}</p>
      ) : (
        <pre className={styles.lines} tabIndex={0} lang="en" dir="ltr">
          {lines.map((line, at) => (
            <span key={at} className={classes(styles.line, line !== undefined && styles[line.kind])}>
              {line === undefined ? '⋯' : `${signs[line.kind]} ${line.text}`}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
    </section>
  );
}
