// Warns that nothing arrives from the server, and how old the data shown may be.
import { WifiOff } from 'lucide-react';
import { useQueryClient } from '@tanstack/react-query';
import { live } from '../../data/events/live.ts';
import { useServerTime, useStore } from '../../data/queries/queries.ts';
import { clockOffset } from '../../data/events/live.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { ageOf } from '../../lib/text/ages.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import styles from './StaleStrip.module.css';

export function StaleStrip() {
  const { t, duration } = useTexts();
  const { isStale, newsAt } = useStore(live);
  const offset = useStore(clockOffset);
  const now = useServerTime();
  const client = useQueryClient();
  if (!isStale) return null;
  const { value, unit } = ageOf(now.getTime() - offset - newsAt);
  return (
    <div className={styles.strip} role="status">
      <WifiOff size={16} aria-hidden />
      <span>{t('stale.sentence', { age: duration(value, unit) })}</span>
      <Button
        label={t('stale.reload')}
        kind="quiet"
        onPress={() => {
          void client.invalidateQueries();
        }}
      />
    </div>
  );
}
