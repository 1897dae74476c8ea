// What a part of a page shows while its data load, and after a failure: a sentence and a button that tries again.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { RequestFailure } from '../../data/requests/client.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty, Skeleton } from '../../ui/display/Panel.tsx';

export interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}

export function Loaded<T>({ query: { data, error, refetch }, rows = 6, children }: LoadedProps<T>) {
  const { t } = useTexts();
  if (data !== undefined) return children(data);
  if (error === null) return <Skeleton rows={rows} label={t('shell.loading')} />;
  const isRefused = error instanceof RequestFailure && error.code === 'not-permitted';
  const sentence =
    error instanceof RequestFailure && error.code !== 'no-answer' && !isRefused
      ? t('error.other', { message: error.message, code: error.code })
      : t(isRefused ? 'system.administrators-only' : 'error.no-answer');
  return (
    <Empty sentence={sentence}>
      {!isRefused && <Button label={t('action.retry')} onPress={() => void refetch()} />}
    </Empty>
  );
}
