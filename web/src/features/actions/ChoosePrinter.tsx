// A dialog with the other printers, each with its state, to move films to one of them.
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useStatus } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { SearchBox } from '../../ui/fields/SearchBox.tsx';
import { PrinterBadge } from '../printer/PrinterBadge.tsx';
import styles from './ChoosePrinter.module.css';

export interface ChoosePrinterProps {
  readonly from: string;
  readonly onChoose: (aeTitle: string) => void;
  readonly onClose: () => void;
}

/** From this number of printers on, the list has a search field. */
const minToSearch = 8;

export function ChoosePrinter({ from, onChoose, onClose }: ChoosePrinterProps) {
  const { t } = useTexts();
  const [text, setText] = useState('');
  // A printer that is being removed accepts no films.
  const others = (useStatus().data?.printers ?? []).filter(
    ({ aeTitle, removal }) => aeTitle !== from && removal === undefined,
  );
  const shown = others.filter(({ aeTitle, name }) =>
    `${aeTitle} ${name}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <Sheet title={t('move.title', { printer: from })} closeLabel={t('action.close')} onClose={onClose}>
      {others.length === 0 && <p>{t('move.none')}</p>}
      {others.length >= minToSearch && (
        <SearchBox label={t('move.search')} value={text} onChange={setText} autoFocus />
      )}
      <ul className={styles.list}>
        {shown.map((printer) => (
          <li key={printer.aeTitle}>
            <AriaButton
              className={styles.printer ?? ''}
              onPress={() => {
                onClose();
                onChoose(printer.aeTitle);
              }}
            >
              <strong>
                <bdi>{printer.aeTitle}</bdi>
              </strong>
              <PrinterBadge printer={printer} />
              <span className={styles.waiting}>{t('printer.waiting', { count: printer.jobsWaiting })}</span>
            </AriaButton>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
