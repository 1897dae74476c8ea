// Tests whether the access rules in use would accept a client: one that has not called yet, or one that was refused.
import { Ban, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { call, RequestFailure, type AnswerOf } from '../../data/requests/client.ts';
import { failureText } from '../../features/actions/action-texts.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Badge } from '../../ui/display/Badge.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import styles from './ClientDetail.module.css';

export function AccessTest({ titles }: { readonly titles: readonly string[] }) {
  const texts = useTexts();
  const { t } = texts;
  const { show } = useToasts();
  const [calling, setCalling] = useState('');
  const [address, setAddress] = useState('');
  const [called, setCalled] = useState<string>();
  const [result, setResult] = useState<AnswerOf<'POST /api/access/test'>>();
  const printer = called ?? titles[0] ?? '';
  const isComplete = calling.trim() !== '' && address.trim() !== '' && printer !== '';
  const test = async () => {
    setResult(undefined);
    try {
      setResult(
        await call('POST /api/access/test', {
          body: { callingAeTitle: calling.trim(), address: address.trim(), calledAeTitle: printer },
        }),
      );
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    }
  };
  return (
    <form
      className={styles.tool}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) void test();
      }}
    >
      <div className={styles.three}>
        <Field label={t('access.calling')} value={calling} onChange={setCalling} maxLength={16} />
        <Field label={t('access.address')} value={address} onChange={setAddress} maxLength={64} />
        <Choice
          label={t('films.filter.printer')}
          options={titles.map((id) => ({ id, label: id }))}
          value={printer}
          onChange={setCalled}
        />
        <Button label={t('access.do')} type="submit" isDisabled={!isComplete} />
      </div>
      <div role="status" className={styles.result}>
        {result?.accepted === true && (
          <>
            <Badge tone="ok" icon={CircleCheck} word={t('clients.accepted')} />
            <span>{t('access.accepted', { rule: result.rule ?? '', may: result.may.join(', ') })}</span>
          </>
        )}
        {result?.accepted === false && (
          <>
            <Badge tone="failure" icon={Ban} word={t('clients.refused')} />
            <bdi lang="en" dir="ltr">
              {result.reason}
            </bdi>
          </>
        )}
      </div>
    </form>
  );
}
