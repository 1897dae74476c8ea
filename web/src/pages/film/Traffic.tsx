// The recorded DICOM traffic of the association that sent a film, for users who may record traffic; nothing where none was
// recorded.
import { useQuery } from '@tanstack/react-query';
import { keys } from '../../data/queries/keys.ts';
import { call } from '../../data/requests/client.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import styles from './Film.module.css';

export function Traffic({ id }: { readonly id: string }) {
  const { t } = useTexts();
  const { data } = useQuery({
    queryKey: keys.jobTrace(id),
    queryFn: ({ signal }) => call('GET /api/jobs/{id}/trace', { params: { id }, signal }),
  });
  if (data === undefined || data.trace === null) return null;
  return (
    <Panel title={t('film.traffic')}>
      <details>
        <summary>
          <code>{data.trace}</code>
        </summary>
        <pre className={styles.traffic} tabIndex={0} lang="en" dir="ltr">
          {data.text}
        </pre>
        {data.isCut && (
          <p>
            {t('film.traffic.cut')} <code>{`hardcopy trace ${data.trace}`}</code>
          </p>
        )}
      </details>
    </Panel>
  );
}
