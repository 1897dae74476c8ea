// Shown when another user has changed the configuration meanwhile: compares both changes with the text that editing began with.
// Nothing was overwritten, and the choice made here must be reviewed again before it is applied.
import type { ConfigShown } from '../../data/requests/config-requests.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { merged } from '../../lib/text/line-diff.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { DiffView } from './DiffView.tsx';
import styles from './Configuration.module.css';

export interface ConflictDialogProps {
  /** The text when editing began. */
  readonly base: string;
  readonly mine: string;
  readonly theirs: ConfigShown;
  /** Continues editing with this text, based on the other user's version. */
  readonly onChoose: (text: string) => void;
  readonly onClose: () => void;
}

export function ConflictDialog({ base, mine, theirs, onChoose, onClose }: ConflictDialogProps) {
  const { t, moment } = useTexts();
  const both = merged(base, mine, theirs.text);
  const [last] = theirs.history;
  return (
    <Sheet
      title={t('config.conflict.title')}
      closeLabel={t('action.close')}
      isWide
      role="alertdialog"
      onClose={onClose}
      footer={
        <>
          <Button
            label={t('config.conflict.theirs')}
            onPress={() => {
              onChoose(theirs.text);
            }}
          />
          <Button
            label={t('config.conflict.mine')}
            onPress={() => {
              onChoose(mine);
            }}
          />
          {both !== undefined && (
            <Button
              label={t('config.conflict.both')}
              kind="primary"
              autoFocus
              onPress={() => {
                onChoose(both);
              }}
            />
          )}
        </>
      }
    >
      <div className={styles.review}>
        <p>
          {last?.version === theirs.version
            ? t('config.conflict.by', { user: last.who, time: moment(last.at) })
            : t('config.conflict.file')}{' '}
          {t('config.conflict.sentence')}
        </p>
        <p>{t(both === undefined ? 'config.conflict.touching' : 'config.conflict.apart')}</p>
        <div className={styles.compared}>
          <DiffView label={t('config.conflict.yours')} before={base} after={mine} />
          <DiffView label={t('config.conflict.others')} before={base} after={theirs.text} />
        </div>
        <details>
          <summary>{t('config.conflict.base')}</summary>
          <pre className={styles.base} tabIndex={0} lang="en" dir="ltr">
            {base}
          </pre>
        </details>
      </div>
    </Sheet>
  );
}
