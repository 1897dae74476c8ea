// What a list of accounts shows while it loads, after a failure, and on a console without accounts.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { RequestFailure } from '../../data/requests/client.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { systemPath } from '../../lib/paths.ts';
import { Empty } from '../../ui/display/Panel.tsx';
import { Loaded } from '../shell/Loaded.tsx';

export function AccountsLoaded<T>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}) {
  const { t } = useTexts();
  const { error } = query;
  if (error instanceof RequestFailure && error.code === 'accounts-not-used')
    return (
      <Empty sentence={t('accounts.none')}>
        <Link href={systemPath('config')}>{t('system.part.config')}</Link>
      </Empty>
    );
  return <Loaded query={query}>{children}</Loaded>;
}
