// What can be done with the selected films: each action with the number of films for which it makes sense.
import { X } from 'lucide-react';
import { actionIcons } from '../../features/job/JobMenu.tsx';
import type { ApiJobSummary } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { rowsFor, type Bulk } from './use-bulk.tsx';
import styles from './SelectionBar.module.css';

export interface SelectionBarProps {
  readonly rows: readonly ApiJobSummary[];
  readonly bulk: Bulk;
  readonly onClear: () => void;
}

const offered = ['release', 'hold', 'retry', 'printed', 'move', 'reprint', 'cancel'] as const;

export function SelectionBar({ rows, bulk, onClear }: SelectionBarProps) {
  const { t } = useTexts();
  return (
    <section className={styles.bar} aria-label={t('selection.name')}>
      <strong role="status">{t('selection.count', { count: rows.length })}</strong>
      {offered.map((action) => {
        const possible = rowsFor(action, rows);
        if (possible.length === 0) return null;
        return (
          <Button
            key={action}
            icon={actionIcons[action]}
            label={
              possible.length === rows.length
                ? t(`action.${action}`)
                : t('selection.some', { action: t(`action.${action}`), count: possible.length })
            }
            onPress={() => {
              if (action === 'move') bulk.chooseMove(possible);
              else bulk.run({ action, rows: possible });
            }}
          />
        );
      })}
      <Button label={t('selection.clear')} icon={X} iconOnly kind="quiet" onPress={onClear} />
    </section>
  );
}
