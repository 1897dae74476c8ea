// The listeners for DICOM and the console with their certificates: subject, issuer, expiry. A renewed file is read automatically, or
// with the button.
import { CircleCheck, LockOpen, OctagonX, RotateCw, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { call, RequestFailure, type AnswerOf } from '../../data/requests/client.ts';
import { keys } from '../../data/queries/keys.ts';
import { useCertificates } from '../../data/queries/system-queries.ts';
import { failureText } from '../../features/actions/action-texts.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Badge } from '../../ui/display/Badge.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { FactList } from '../../ui/display/DataTable.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { Loaded } from '../../features/shell/Loaded.tsx';
import styles from './Certificates.module.css';

type Answer = AnswerOf<'GET /api/system/certificates'>;
type Listener = Answer['listeners'][number];
const soonDays = 30;

export function Certificates() {
  const texts = useTexts();
  const { t } = texts;
  const client = useQueryClient();
  const { show } = useToasts();
  const [isReading, setReading] = useState(false);
  const reload = async () => {
    setReading(true);
    try {
      const answer = await call('POST /api/system/certificates/reload', {});
      client.setQueryData<Answer>(keys.system('certificates'), answer);
      show({ text: t('certificates.read') });
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    } finally {
      setReading(false);
    }
  };
  return (
    <Loaded query={useCertificates()}>
      {({ listeners }) => (
        <>
          <div className={styles.head}>
            <p>{t('certificates.sentence')}</p>
            {listeners.some(({ tls }) => tls) && (
              <Button
                label={t('certificates.reload')}
                icon={RotateCw}
                isPending={isReading}
                onPress={() => void reload()}
              />
            )}
          </div>
          {listeners.map((listener) => (
            <ListenerPanel key={`${listener.host} ${listener.port}`} listener={listener} />
          ))}
        </>
      )}
    </Loaded>
  );
}

function ListenerPanel({ listener }: { readonly listener: Listener }) {
  const { t, day } = useTexts();
  const { protocol, host, port, tls, certificate, clientCertificate, file, problem } = listener;
  const name = protocol === 'dicom' ? 'DICOM' : tls ? 'HTTPS' : 'HTTP';
  const title = `${name} · ${t('certificates.listener', { host, port: String(port) })}`;
  if (!tls || certificate === null)
    return (
      <Panel title={title} aside={<Badge tone="idle" icon={LockOpen} word={t('certificates.plain')} />}>
        <p className={styles.sentence}>{t('certificates.plain.sentence')}</p>
      </Panel>
    );
  const { subject, issuer, names, validFrom, validTo, daysLeft, sha256, serialNumber } = certificate;
  const badge =
    daysLeft < 0 ? (
      <Badge tone="failure" icon={OctagonX} word={t('certificates.expired')} />
    ) : daysLeft < soonDays ? (
      <Badge tone="warning" icon={TriangleAlert} word={t('certificates.days', { days: daysLeft })} />
    ) : (
      <Badge tone="ok" icon={CircleCheck} word={t('certificates.days', { days: daysLeft })} />
    );
  return (
    <Panel title={title} aside={badge}>
      {problem !== null && (
        <p className={styles.problem}>
          {t('certificates.problem')}{' '}
          <bdi lang="en" dir="ltr">
            {problem}
          </bdi>
        </p>
      )}
      <FactList
        facts={[
          [t('certificates.subject'), <bdi key="subject">{subject}</bdi>],
          [t('certificates.issuer'), <bdi key="issuer">{issuer}</bdi>],
          [t('certificates.names'), <bdi key="names">{names.join(', ')}</bdi>],
          [t('certificates.valid'), t('certificates.range', { from: day(validFrom), to: day(validTo) })],
          [t('certificates.clients'), t(`certificates.clients.${clientCertificate ?? 'none'}`)],
          [t('certificates.serial'), <code key="serial">{serialNumber}</code>],
          [
            t('certificates.fingerprint'),
            <bdi key="sha256" className={styles.mono}>
              {sha256}
            </bdi>,
          ],
          ...(file === null
            ? []
            : [
                [
                  t('certificates.file'),
                  <bdi key="file" className={styles.mono}>
                    {file}
                  </bdi>,
                ] as const,
              ]),
        ]}
      />
    </Panel>
  );
}
