// The last versions that were applied, each with a button that rolls back to it.
import { useState } from 'react';
import type { ConfigShown } from '../../data/requests/config-requests.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { DataTable } from '../../ui/display/DataTable.tsx';
import { Confirmation } from '../../ui/overlays/Dialogs.tsx';
import { Empty, Panel } from '../../ui/display/Panel.tsx';

type Entry = ConfigShown['history'][number];

export interface ConfigHistoryProps {
  readonly history: readonly Entry[];
  /** Version of the file. */
  readonly current: string;
  readonly isBusy: boolean;
  readonly onRollback: (version: string) => void;
}

export function ConfigHistory({ history, current, isBusy, onRollback }: ConfigHistoryProps) {
  const { t, moment } = useTexts();
  const [asked, setAsked] = useState<Entry>();
  return (
    <Panel title={t('config.history')}>
      {history.length === 0 ? (
        <Empty sentence={t('config.history.empty')} />
      ) : (
        <DataTable
          label={t('config.history')}
          rows={history}
          idOf={({ version, at }) => `${version} ${at}`}
          columns={[
            { id: 'at', header: t('config.history.time'), isRowHeader: true, cell: ({ at }) => moment(at) },
            { id: 'who', header: t('config.history.who'), cell: ({ who }) => <bdi>{who}</bdi> },
            {
              id: 'version',
              header: t('config.history.version'),
              cell: ({ version }) => <code>{version}</code>,
            },
            {
              id: 'back',
              header: t('config.history.action'),
              cell: (entry) =>
                entry.version === current ? (
                  t('config.history.current')
                ) : (
                  <Button
                    label={t('config.rollback')}
                    isDisabled={isBusy}
                    onPress={() => {
                      setAsked(entry);
                    }}
                  />
                ),
            },
          ]}
        />
      )}
      {asked !== undefined && (
        <Confirmation
          title={t('config.rollback.title')}
          sentence={t('config.rollback.sentence', { time: moment(asked.at), user: asked.who })}
          keepLabel={t('config.rollback.keep')}
          doLabel={t('config.rollback')}
          onDo={() => {
            onRollback(asked.version);
          }}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
    </Panel>
  );
}
