// What would change, before it is applied: each key with its old and new value, and when it takes effect; and the changed lines.
import type { ConfigCheck } from '../../data/requests/config-requests.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { DataTable } from '../../ui/display/DataTable.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { DiffView } from './DiffView.tsx';
import styles from './Configuration.module.css';

export interface ReviewDialogProps {
  readonly check: ConfigCheck;
  readonly before: string;
  readonly after: string;
  readonly isBusy: boolean;
  readonly onApply: () => void;
  readonly onClose: () => void;
}

export function ReviewDialog({ check, before, after, isBusy, onApply, onClose }: ReviewDialogProps) {
  const { t } = useTexts();
  const { differences, needsRestart } = check;
  return (
    <Sheet
      title={t('config.review.title')}
      closeLabel={t('config.keep-editing')}
      isWide
      onClose={onClose}
      footer={
        <>
          <Button label={t('config.keep-editing')} onPress={onClose} autoFocus />
          <Button label={t('config.apply')} kind="primary" isPending={isBusy} onPress={onApply} />
        </>
      }
    >
      <div className={styles.review}>
        {differences.length === 0 ? (
          <p>{t('config.review.only-text')}</p>
        ) : (
          <DataTable
            label={t('config.review.title')}
            rows={differences}
            idOf={({ path }) => path}
            columns={[
              {
                id: 'path',
                header: t('config.key'),
                isRowHeader: true,
                cell: ({ path }) => <code>{path}</code>,
              },
              {
                id: 'before',
                header: t('config.before'),
                cell: ({ before: value }) => <bdi>{value ?? '–'}</bdi>,
              },
              {
                id: 'after',
                header: t('config.after'),
                cell: ({ after: value }) => <bdi>{value ?? '–'}</bdi>,
              },
              {
                id: 'effect',
                header: t('config.effect'),
                cell: ({ effect }) => t(`config.effect.${effect}`),
              },
            ]}
          />
        )}
        {needsRestart.length > 0 && <p className={styles.warning}>{t('config.review.restart')}</p>}
        <DiffView label={t('config.diff')} before={before} after={after} />
      </div>
    </Sheet>
  );
}
