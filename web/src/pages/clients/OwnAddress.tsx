// What to enter at a modality: AE titles, address and port, with buttons that copy them.
import { Copy } from 'lucide-react';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import styles from './ClientDetail.module.css';

export interface OwnAddressProps {
  readonly port: number | undefined;
  readonly titles: readonly string[];
}

export function OwnAddress({ port, titles }: OwnAddressProps) {
  const { t } = useTexts();
  const { show } = useToasts();
  const facts = [
    [t('printers.fact.ae-title'), titles.join(', ')],
    [t('clients.fact.address'), location.hostname],
    [t('echo.port'), String(port ?? '')],
  ] as const;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(facts.map(([name, value]) => `${name}: ${value}`).join('\n'));
      show({ text: t('clients.copied') });
    } catch {
      // Browsers offer the clipboard only in secure contexts.
      show({ text: t('clients.not-copied'), isFailure: true });
    }
  };
  return (
    <div className={styles.address}>
      <dl>
        {facts.map(([name, value]) => (
          <Row key={name} name={name} value={value} />
        ))}
      </dl>
      <div>
        <Button label={t('clients.copy')} icon={Copy} onPress={() => void copy()} />
      </div>
    </div>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}
