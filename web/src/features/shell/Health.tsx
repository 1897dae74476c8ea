// The health of the server in a few words: all in order, attention required, or films are refused.
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import { useStatus } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { routes } from '../../lib/paths.ts';
import { classes } from '../../lib/classes.ts';
import styles from './Health.module.css';

export function Health() {
  const { t } = useTexts();
  const { data } = useStatus();
  if (data === undefined) return <span className={styles.health} />;
  const { todo } = data;
  const worst = todo.some(({ severity }) => severity === 'failure') ? 'failure' : 'warning';
  const tone = todo.length === 0 ? 'ok' : worst;
  const Icon = { ok: CircleCheck, warning: TriangleAlert, failure: OctagonAlert }[tone];
  // The status element is outside the link; inside, it would become the accessible name of the link.
  return (
    <div role="status">
      <Link href={routes.now} className={classes(styles.health, styles[tone])}>
        <Icon size={18} aria-hidden strokeWidth={2.25} />
        {todo.length === 0 ? t('health.well') : t('health.attention', { count: todo.length })}
      </Link>
    </div>
  );
}
