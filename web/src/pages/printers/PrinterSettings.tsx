// What a printer is configured for, and its editing. The configuration file has it.
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '../../data/states/permissions.ts';
import type { ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Facts } from './Facts.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { RemovePrinter } from './RemovePrinter.tsx';
import { EditPrinter } from './setup/EditPrinter.tsx';
import styles from './PrinterMedia.module.css';

export function PrinterSettings({ printer }: { readonly printer: ApiPrinter }) {
  const { t, number } = useTexts();
  const can = useCan();
  const [isEditing, setEditing] = useState(false);
  const mayEdit = can('config.change') && printer.removal === undefined;
  const { aeTitle, name, medium, resolution, filmSizes, maxCopies, destinations } = printer;
  if (isEditing)
    return (
      <div className={styles.frame}>
        <EditPrinter
          aeTitle={aeTitle}
          onClose={() => {
            setEditing(false);
          }}
        />
      </div>
    );
  return (
    <div className={styles.frame}>
      <Facts
        facts={[
          [t('printers.fact.ae-title'), <bdi>{aeTitle}</bdi>],
          [t('printers.fact.name'), <bdi>{name}</bdi>],
          [t('printers.fact.film-sizes'), <bdi>{filmSizes.join(', ')}</bdi>],
          [t('printers.fact.medium'), <bdi>{medium}</bdi>],
          [t('printers.fact.resolution'), t('printers.resolution', { resolution: number(resolution) })],
          [t('printers.fact.max-copies'), number(maxCopies)],
          [
            t('printers.fact.destinations'),
            <ul>
              {destinations.map((destination) => (
                <li key={destination.name}>
                  <bdi>
                    {destination.name === destination.kind
                      ? destination.kind
                      : `${destination.name} (${destination.kind})`}
                  </bdi>
                </li>
              ))}
            </ul>,
          ],
        ]}
      />
      <p className={styles.term}>{t('printers.settings.where')}</p>
      {mayEdit && (
        <div className={styles.buttons}>
          <Button
            label={t('setup.edit')}
            icon={Pencil}
            onPress={() => {
              setEditing(true);
            }}
          />
          <RemovePrinter printer={printer} />
        </div>
      )}
    </div>
  );
}
