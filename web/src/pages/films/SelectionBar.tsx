// The actions for the selected films, each with the number of films to which it applies.
import { X } from 'lucide-react';
import { actionIcons } from '../../features/job/JobMenu.tsx';
import type { BulkMatch } from '../../data/requests/bulk.ts';
import type { ApiJobSummary } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { rowsFor, type Bulk } from './use-bulk.tsx';
import styles from './SelectionBar.module.css';

export interface SelectionBarProps {
  readonly rows: readonly ApiJobSummary[];
  readonly bulk: Bulk;
  readonly onClear: () => void;
  /** Films that match the filters, where there are more than are selected and their number is known. */
  readonly total?: number | undefined;
  /** If set, the actions apply to all films that match. */
  readonly match?: BulkMatch | undefined;
  readonly onAll: () => void;
}

/** The actions offered for all films that match. */
const offeredForAll = ['release', 'hold', 'retry', 'move', 'cancel'] as const;

const offered = ['release', 'hold', 'retry', 'printed', 'move', 'reprint', 'cancel'] as const;

export function SelectionBar({ rows, bulk, onClear, total, match, onAll }: SelectionBarProps) {
  const { t } = useTexts();
  if (match !== undefined)
    return (
      <section className={styles.bar} aria-label={t('selection.name')}>
        <strong role="status">{t('selection.all.count', { count: match.count })}</strong>
        {offeredForAll.map((action) => (
          <Button
            key={action}
            icon={actionIcons[action]}
            label={t(`action.${action}`)}
            onPress={() => {
              if (action === 'move') bulk.chooseMove(match);
              else bulk.run({ action, rows: [], match });
            }}
          />
        ))}
        <Button label={t('selection.clear')} icon={X} iconOnly kind="quiet" onPress={onClear} />
      </section>
    );
  return (
    <section className={styles.bar} aria-label={t('selection.name')}>
      <strong role="status">{t('selection.count', { count: rows.length })}</strong>
      {total !== undefined && (
        <Button label={t('selection.all', { count: total })} kind="quiet" onPress={onAll} />
      )}
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
