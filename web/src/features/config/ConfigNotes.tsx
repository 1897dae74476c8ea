// Notes above the editor: the file was changed and is not in use, or changes wait for a restart.
import { TriangleAlert } from 'lucide-react';
import type { ConfigShown } from '../../data/requests/config-requests.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import styles from './Configuration.module.css';

export interface ConfigNotesProps {
  readonly state: ConfigShown['state'];
  readonly isBusy: boolean;
  readonly onApplyFile: () => void;
}

export function ConfigNotes({ state, isBusy, onApplyFile }: ConfigNotesProps) {
  const { t } = useTexts();
  const { fileChanged, problem, needsRestart } = state;
  return (
    <>
      {fileChanged && problem === null && (
        <div className={styles.note}>
          <TriangleAlert size={16} aria-hidden />
          <p>{t('config.file-changed')}</p>
          <Button label={t('config.apply-file')} isPending={isBusy} onPress={onApplyFile} />
        </div>
      )}
      {problem !== null && (
        <div className={styles.note}>
          <TriangleAlert size={16} aria-hidden />
          <p>
            {t('config.file-invalid')}{' '}
            <bdi lang="en" dir="ltr">
              {problem}
            </bdi>
          </p>
        </div>
      )}
      {needsRestart.length > 0 && (
        <div className={styles.note}>
          <TriangleAlert size={16} aria-hidden />
          <p>{t('config.needs-restart', { keys: needsRestart.slice(0, 5).join(', ') })}</p>
        </div>
      )}
    </>
  );
}
