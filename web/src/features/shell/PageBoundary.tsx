// A page or a part of one: its skeleton while it loads, a sentence after a failure.
import { Suspense, type ReactNode } from 'react';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty, Skeleton } from '../../ui/display/Panel.tsx';
import { Boundary } from './Boundary.tsx';
import styles from './PageBoundary.module.css';

export function PageBoundary({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  return (
    <Boundary
      fallback={(message, retry) => (
        <Empty sentence={t('error.part', { code: message })}>
          <div className={styles.actions}>
            <Button label={t('action.retry')} onPress={retry} />
            <Button
              label={t('error.copy')}
              kind="quiet"
              onPress={() => {
                // Without the search part of the address, and nothing of films.
                void navigator.clipboard.writeText(
                  `${message}\n${location.pathname}\n${navigator.userAgent}`,
                );
              }}
            />
          </div>
        </Empty>
      )}
    >
      <Suspense fallback={<Skeleton rows={6} label={t('shell.loading')} />}>{children}</Suspense>
    </Boundary>
  );
}
