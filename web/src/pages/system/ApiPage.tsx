// The routes of the HTTP API, and its OpenAPI document. For programmers: in English.
import { Download } from 'lucide-react';
import { send, type AnswerOf } from '../../data/requests/client.ts';
import { useApiIndex } from '../../data/queries/system-queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { DataTable } from '../../ui/display/DataTable.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Loaded } from '../../features/shell/Loaded.tsx';
import styles from './ApiPage.module.css';

type Row = AnswerOf<'GET /api'>['routes'][number];

async function downloadDocument(): Promise<void> {
  const response = await send('GET /api/openapi.json', {});
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = 'hardcopy-openapi.json';
  link.click();
  URL.revokeObjectURL(url);
}

export function ApiPage() {
  const { t } = useTexts();
  return (
    <Loaded query={useApiIndex()} rows={12}>
      {({ routes }) => (
        <>
          <div className={styles.head}>
            <p>{t('api.sentence')}</p>
            <Button label={t('api.download')} icon={Download} onPress={() => void downloadDocument()} />
          </div>
          <Panel title={t('api.routes', { count: routes.length })}>
            <DataTable<Row>
              label={t('system.part.api')}
              rows={routes}
              idOf={({ method, path }) => `${method} ${path}`}
              columns={[
                { id: 'method', header: t('api.method'), cell: ({ method }) => <code>{method}</code> },
                {
                  id: 'path',
                  header: t('api.path'),
                  isRowHeader: true,
                  cell: ({ path }) => (
                    <bdi dir="ltr" className={styles.path}>
                      {path}
                    </bdi>
                  ),
                },
                {
                  id: 'summary',
                  header: t('api.summary'),
                  cell: ({ summary }) => (
                    <span lang="en" dir="ltr">
                      {summary}
                    </span>
                  ),
                },
              ]}
            />
          </Panel>
        </>
      )}
    </Loaded>
  );
}
