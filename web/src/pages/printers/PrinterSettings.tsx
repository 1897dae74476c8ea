// The settings of a printer, read-only. They are changed in the configuration.
import type { ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Facts } from './Facts.tsx';
import { RemovePrinter } from './RemovePrinter.tsx';
import styles from './PrinterMedia.module.css';

export function PrinterSettings({ printer }: { readonly printer: ApiPrinter }) {
  const { t, number } = useTexts();
  const { aeTitle, name, medium, resolution, filmSizes, maxCopies, destinations } = printer;
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
      <RemovePrinter printer={printer} />
    </div>
  );
}
