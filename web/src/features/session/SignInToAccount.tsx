// Asks for user and password; with the link that a new server prints, for the name and the password of the first administrator.
import { useState, type SubmitEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { call, RequestFailure } from '../../data/requests/client.ts';
import { signIn } from '../../data/requests/session.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { failureText } from '../actions/action-texts.ts';
import styles from './SignIn.module.css';

const setUpMark = '#setup=';

/** The secret of the link; it is after the `#`, which browsers do not send. */
const setUpSecret = (): string | undefined =>
  location.hash.startsWith(setUpMark) ? location.hash.slice(setUpMark.length) : undefined;

export function SignInToAccount() {
  const texts = useTexts();
  const { t } = texts;
  const client = useQueryClient();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const secret = setUpSecret();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (user.trim() === '' || password === '' || isBusy) return;
    setBusy(true);
    const body = { user: user.trim(), password };
    const signed =
      secret === undefined
        ? call('POST /api/sign-in', { body })
        : call('POST /api/set-up', { body: { ...body, secret } });
    signed
      .then(() => {
        if (secret !== undefined) history.replaceState(history.state, '', location.pathname);
        client.clear();
        signIn.set('not-needed');
      })
      .catch((error: unknown) => {
        setPassword('');
        setProblem(error instanceof RequestFailure ? failureText(texts, error) : String(error));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <h1>{t('shell.product')}</h1>
        <p>{t(secret === undefined ? 'sign-in.account' : 'sign-in.set-up')}</p>
        <Field
          label={t('sign-in.user')}
          value={user}
          onChange={setUser}
          maxLength={64}
          autoComplete="username"
          autoFocus
        />
        <Field
          label={t('sign-in.password')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete={secret === undefined ? 'current-password' : 'new-password'}
          {...(problem === undefined ? {} : { error: problem })}
        />
        <Button label={t('sign-in.do')} kind="primary" type="submit" />
      </form>
    </main>
  );
}
