// Shows a secret that is shown once: a token, or a link for a new password.
import { Copy } from 'lucide-react';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import styles from './Accounts.module.css';

export interface SecretDialogProps {
  readonly title: string;
  readonly sentence: string;
  readonly secret: string;
  readonly onClose: () => void;
}

export function SecretDialog({ title, sentence, secret, onClose }: SecretDialogProps) {
  const { t } = useTexts();
  const { show } = useToasts();
  const copy = () => {
    // Only pages from HTTPS or this machine have a clipboard; the text can be selected in any case.
    void navigator.clipboard.writeText(secret).then(() => {
      show({ text: t('accounts.copied') });
    });
  };
  return (
    <Sheet
      title={title}
      closeLabel={t('action.close')}
      onClose={onClose}
      footer={
        <>
          {window.isSecureContext && <Button label={t('accounts.copy')} icon={Copy} onPress={copy} />}
          <Button label={t('preferences.done')} kind="primary" onPress={onClose} />
        </>
      }
    >
      <p>{sentence}</p>
      <code className={styles.secret} dir="ltr">
        {secret}
      </code>
    </Sheet>
  );
}
