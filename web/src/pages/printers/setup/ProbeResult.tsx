// The second step of the wizard: the capabilities of the device, the reasons why films cannot be sent to it, and what to do.
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { Badge } from '../../../ui/display/Badge.tsx';
import { Button } from '../../../ui/buttons/Button.tsx';
import { Skeleton } from '../../../ui/display/Panel.tsx';
import styles from './AddPrinter.module.css';
import { Facts } from '../Facts.tsx';
import type { Probe } from './setup-input.ts';

export interface ProbeProps {
  readonly probe: Probe | undefined;
  readonly isBusy: boolean;
  readonly onBack: () => void;
  readonly onAgain: () => void;
  readonly onNext: () => void;
}

export function ProbeResult({ probe, isBusy, onBack, onAgain, onNext }: ProbeProps) {
  const { t } = useTexts();
  return (
    <>
      {isBusy && <Skeleton rows={4} label={t('setup.checking')} />}
      {probe !== undefined && <Answer probe={probe} />}
      <div className={styles.buttons}>
        <Button label={t('setup.back')} onPress={onBack} />
        {!isBusy && (
          <Button
            label={t('setup.try-again')}
            kind={probe?.usable === true ? 'plain' : 'primary'}
            onPress={onAgain}
          />
        )}
        {probe?.usable === true && <Button label={t('setup.next')} kind="primary" onPress={onNext} />}
      </div>
    </>
  );
}

function Answer({ probe }: { readonly probe: Probe }) {
  const { t } = useTexts();
  const { place, reachable, model, formats, resolutions, mediaReady, findings } = probe;
  return (
    <>
      <Badge
        tone={reachable ? 'ok' : 'failure'}
        icon={reachable ? CircleCheck : OctagonAlert}
        word={t(reachable ? 'setup.reachable' : 'setup.not-reachable')}
      />
      <ul className={styles.findings}>
        {findings.map(({ severity, code, text }) => (
          <li key={code}>
            {severity === 'error' ? (
              <OctagonAlert size={16} aria-hidden />
            ) : (
              <TriangleAlert size={16} aria-hidden />
            )}
            <span>
              {t(`setup.finding.${code}`)}{' '}
              <bdi className={styles.own} lang="en">
                {text}
              </bdi>
            </span>
          </li>
        ))}
      </ul>
      <Facts
        facts={[
          [t('setup.uri'), <bdi>{place}</bdi>],
          model !== null && [t('printers.fact.model'), <bdi>{model}</bdi>],
          formats.length > 0 && [t('setup.formats'), <bdi>{formats.slice(0, 8).join(', ')}</bdi>],
          resolutions.length > 0 && [
            t('printers.fact.resolution'),
            t('printers.resolution', { resolution: resolutions.join(', ') }),
          ],
          mediaReady.length > 0 && [t('printer.fact.media'), <bdi>{mediaReady.join(', ')}</bdi>],
        ]}
      />
    </>
  );
}
