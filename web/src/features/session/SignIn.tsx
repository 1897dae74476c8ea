// The sign-in form: user and password, or the token of a console without accounts.
import { useState, type SubmitEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { setToken, signIn } from '../../data/requests/session.ts';
import { useStore } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { SignInToAccount } from './SignInToAccount.tsx';
import styles from './SignIn.module.css';

export function SignIn() {
  const state = useStore(signIn);
  return state === 'account' || state === 'ended' ? <SignInToAccount /> : <SignInByToken />;
}

function SignInByToken() {
  const { t } = useTexts();
  const client = useQueryClient();
  const state = useStore(signIn);
  const [token, setTyped] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (token.trim() === '') return;
    client.clear();
    setToken(token);
  };
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <h1>{t('shell.product')}</h1>
        <p>{t('sign-in.sentence')}</p>
        <Field
          label={t('sign-in.token')}
          type="password"
          value={token}
          onChange={setTyped}
          autoFocus
          {...(state === 'wrong' ? { error: t('sign-in.wrong') } : {})}
        />
        <Button label={t('sign-in.do')} kind="primary" type="submit" />
      </form>
    </main>
  );
}
