// Records the traffic between a client and the server for a limited time, which counts down.
import { Radio, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { call, RequestFailure } from '../../data/requests/client.ts';
import { clockOffset } from '../../data/events/live.ts';
import { keys } from '../../data/queries/keys.ts';
import { useStore } from '../../data/queries/queries.ts';
import { failureText } from '../../features/actions/action-texts.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import type { Client } from './Clients.tsx';
import styles from './ClientDetail.module.css';

const minutes = 60;

/** Seconds until a time of the server, renewed every second; 0 when it has passed. */
function useSecondsUntil(until: string | null): number {
  const offset = useStore(clockOffset);
  const left = () =>
    until === null ? 0 : Math.max(0, Math.ceil((Date.parse(until) - Date.now() - offset) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    if (until === null) return undefined;
    const timer = setInterval(() => {
      setSeconds(left());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
    // `left` follows from both.
  }, [until, offset]);
  return seconds;
}

export function TraceClient({ client: { callingAeTitle, tracedUntil } }: { readonly client: Client }) {
  const texts = useTexts();
  const { t } = texts;
  const queries = useQueryClient();
  const { show } = useToasts();
  const [isPending, setPending] = useState(false);
  const seconds = useSecondsUntil(tracedUntil);
  const isTraced = seconds > 0;
  const set = async (wanted: number) => {
    setPending(true);
    try {
      await call('POST /api/clients/{aeTitle}/trace', {
        params: { aeTitle: callingAeTitle },
        body: { minutes: wanted },
      });
      await queries.invalidateQueries({ queryKey: keys.clients });
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    } finally {
      setPending(false);
    }
  };
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <Panel title={t('trace.title')}>
      <div className={styles.tool}>
        <p className={styles.muted}>{t('trace.sentence')}</p>
        {isTraced ? (
          <>
            <p role="timer">{t('trace.left', { time: left })}</p>
            <Button label={t('trace.stop')} icon={Square} isPending={isPending} onPress={() => void set(0)} />
          </>
        ) : (
          <Button
            label={t('trace.start')}
            icon={Radio}
            isPending={isPending}
            onPress={() => void set(minutes)}
          />
        )}
      </div>
    </Panel>
  );
}
