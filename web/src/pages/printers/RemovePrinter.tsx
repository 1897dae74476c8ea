// Removes a printer after confirmation; its queue is finished there, or moved to another printer.
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { call } from '../../data/requests/client.ts';
import { useStatus } from '../../data/queries/queries.ts';
import type { ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import styles from './setup/AddPrinter.module.css';
import { useRequest } from '../../features/actions/use-request.ts';

/** The choice that is not a printer. It cannot be an AE title, which has at most 16 characters. */
const finishHere = 'finish its queue here';

export function RemovePrinter({ printer }: { readonly printer: ApiPrinter }) {
  const { t } = useTexts();
  const { aeTitle, removal } = printer;
  const [isAsking, setAsking] = useState(false);
  // The head of the page says it.
  if (removal) return null;
  return (
    <div className={styles.buttons}>
      <Button
        label={t('printers.remove')}
        icon={Trash2}
        kind="danger"
        onPress={() => {
          setAsking(true);
        }}
      />
      {isAsking && (
        <Question
          aeTitle={aeTitle}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </div>
  );
}

function Question({ aeTitle, onClose }: { readonly aeTitle: string; readonly onClose: () => void }) {
  const { t } = useTexts();
  const { data } = useStatus();
  const { isBusy, problem, run } = useRequest();
  const [queue, setQueue] = useState(finishHere);
  const others = (data?.printers ?? []).filter((one) => one.aeTitle !== aeTitle && !one.removal);
  const remove = () =>
    run(async () => {
      const params = { aeTitle };
      const { version } = await call('GET /api/printers/{aeTitle}/configuration', { params });
      await call('DELETE /api/printers/{aeTitle}', {
        params,
        body: queue === finishHere ? {} : { moveTo: queue },
        headers: { 'if-match': `"${version}"` },
      });
      onClose();
    });
  return (
    <Sheet
      title={t('printers.remove.title', { printer: aeTitle })}
      closeLabel={t('confirm.keep')}
      onClose={onClose}
      role="alertdialog"
      footer={
        <>
          <Button label={t('confirm.keep')} onPress={onClose} autoFocus />
          <Button
            label={t('printers.remove')}
            kind="danger"
            isPending={isBusy}
            onPress={() => void remove()}
          />
        </>
      }
    >
      <div className={styles.form}>
        <p>{t('printers.remove.sentence')}</p>
        <Choice
          label={t('printers.remove.queue')}
          value={queue}
          onChange={setQueue}
          options={[
            { id: finishHere, label: t('printers.remove.finish') },
            ...others.map((one) => ({
              id: one.aeTitle,
              label: t('printers.remove.move', { printer: one.aeTitle }),
            })),
          ]}
        />
        {problem !== undefined && (
          <p role="alert" className={styles.problem}>
            {problem}
          </p>
        )}
      </div>
    </Sheet>
  );
}
