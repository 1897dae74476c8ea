// Sends C-ECHO to a client: shows whether it can be reached, and the problem if not.
import { CircleCheck, OctagonX, PhoneOutgoing } from 'lucide-react';
import { useState } from 'react';
import { call, RequestFailure, type AnswerOf } from '../../data/requests/client.ts';
import { failureText } from '../../features/actions/action-texts.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Badge } from '../../ui/display/Badge.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import type { Client } from './Clients.tsx';
import styles from './ClientDetail.module.css';

const usualPort = '104';

export function EchoClient({ client: { callingAeTitle, addresses, remote } }: { readonly client: Client }) {
  const texts = useTexts();
  const { t, number } = texts;
  const { show } = useToasts();
  const [address, setAddress] = useState(remote?.host ?? addresses[0] ?? '');
  const [port, setPort] = useState(remote === null ? usualPort : String(remote.port));
  const [isPending, setPending] = useState(false);
  const [result, setResult] = useState<AnswerOf<'POST /api/clients/{aeTitle}/echo'>>();
  const portNumber = Number(port);
  const isPort = Number.isInteger(portNumber) && portNumber >= 1 && portNumber <= 65_535;
  const verify = async () => {
    setPending(true);
    setResult(undefined);
    try {
      setResult(
        await call('POST /api/clients/{aeTitle}/echo', {
          params: { aeTitle: callingAeTitle },
          body: { address: address.trim(), port: portNumber },
        }),
      );
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    } finally {
      setPending(false);
    }
  };
  return (
    <Panel title={t('echo.title')}>
      <div className={styles.tool}>
        <p className={styles.muted}>{t('echo.sentence')}</p>
        <div className={styles.fields}>
          <Field label={t('clients.fact.address')} value={address} onChange={setAddress} maxLength={255} />
          <Field
            label={t('echo.port')}
            value={port}
            onChange={setPort}
            maxLength={5}
            {...(isPort ? {} : { error: t('echo.port.error') })}
          />
        </div>
        <Button
          label={t('echo.do')}
          icon={PhoneOutgoing}
          isPending={isPending}
          isDisabled={!isPort || address.trim() === ''}
          onPress={() => void verify()}
        />
        <div role="status" className={styles.result}>
          {result !== undefined && (
            <>
              {result.answers ? (
                <Badge tone="ok" icon={CircleCheck} word={t('echo.answers')} />
              ) : (
                <Badge tone="failure" icon={OctagonX} word={t('echo.silent')} />
              )}
              <span>
                {result.answers
                  ? t('echo.took', {
                      ms: number(Math.round(result.totalMs)),
                      implementation: result.implementation ?? '',
                    })
                  : null}
                <bdi lang="en" dir="ltr">
                  {result.problem}
                </bdi>
              </span>
            </>
          )}
        </div>
      </div>
    </Panel>
  );
}
