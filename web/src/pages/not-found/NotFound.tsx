// A path that the application does not have, or does not have any more.
import { Link } from 'wouter';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { routes } from '../../lib/paths.ts';
import { Empty } from '../../ui/display/Panel.tsx';

export function NotFound() {
  const { t } = useTexts();
  return (
    <Empty sentence={t('not-found.sentence')}>
      <Link href={routes.now}>{t('now.name')}</Link>
    </Empty>
  );
}
