// Changes the own password: the current one, and the new one twice.
import { useState, type SubmitEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../data/queries/keys.ts';
import { call } from '../../data/requests/client.ts';
import { useRequest } from '../../features/actions/use-request.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import styles from './Account.module.css';

export function ChangePassword({ user }: { readonly user: string }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const { show } = useToasts();
  const { isBusy, problem, run } = useRequest();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const differs = again !== '' && again !== password;
  const isComplete = current !== '' && password !== '' && again === password;
  const change = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isComplete || isBusy) return;
    void run(async () => {
      await call('POST /api/me/password', { body: { current, password } });
      for (const clear of [setCurrent, setPassword, setAgain]) clear('');
      show({ text: t('account.changed') });
      await client.invalidateQueries({ queryKey: keys.ownSessions });
    });
  };
  return (
    <form className={styles.form} onSubmit={change}>
      {/* For password managers: whose password it is. */}
      <input type="hidden" autoComplete="username" value={user} readOnly />
      <Field
        label={t('account.current')}
        type="password"
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
        {...(problem === undefined ? {} : { error: problem })}
      />
      <Field
        label={t('account.new')}
        type="password"
        hint={t('account.rule')}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <Field
        label={t('account.again')}
        type="password"
        value={again}
        onChange={setAgain}
        autoComplete="new-password"
        {...(differs ? { error: t('account.differ') } : {})}
      />
      <Button
        label={t('account.password')}
        kind="primary"
        type="submit"
        isDisabled={!isComplete}
        isPending={isBusy}
      />
    </form>
  );
}
