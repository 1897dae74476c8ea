// Asks for user and password; with the link that a new server prints, for the name and the password of the first administrator;
// with the link of an administrator, for a new password.
import { useState, type SubmitEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { call, RequestFailure } from '../../data/requests/client.ts';
import { signIn } from '../../data/requests/session.ts';
import { useStore } from '../../data/queries/queries.ts';
import { useSignInChoices, type Provider } from '../../data/queries/account-queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import type { Texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { failureText } from '../actions/action-texts.ts';
import styles from './SignIn.module.css';

/** The links that this page follows. Their secret is after the `#`, which browsers do not send. */
function linkNow(): { readonly kind: 'setup' | 'link'; readonly secret: string } | undefined {
  const { kind, secret = '' } = /^#(?<kind>setup|link)=(?<secret>.*)$/.exec(location.hash)?.groups ?? {};
  return kind === 'setup' || kind === 'link' ? { kind, secret } : undefined;
}

export function SignInToAccount() {
  const texts = useTexts();
  const { t } = texts;
  const client = useQueryClient();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState(() => returnText(texts));
  const [isBusy, setBusy] = useState(false);
  const provider = useSignInChoices().data?.provider ?? null;
  const [link, setLink] = useState(linkNow);
  const state = useStore(signIn);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if ((user.trim() === '' && link?.kind !== 'link') || password === '' || isBusy) return;
    setBusy(true);
    const body = { user: user.trim(), password };
    const signed =
      link === undefined
        ? call('POST /api/sign-in', { body })
        : link.kind === 'setup'
          ? call('POST /api/set-up', { body: { ...body, secret: link.secret } })
          : call('POST /api/sign-in/link', { body: { password, secret: link.secret } });
    signed
      .then(() => {
        if (link !== undefined) history.replaceState(history.state, '', location.pathname);
        client.clear();
        signIn.set('not-needed');
      })
      .catch((error: unknown) => {
        setPassword('');
        // A link that is used up leads to the sign-in of every day.
        if (error instanceof RequestFailure && error.code === 'link-not-valid') {
          history.replaceState(history.state, '', location.pathname);
          setLink(undefined);
        }
        setProblem(error instanceof RequestFailure ? failureText(texts, error) : String(error));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  const sentence =
    link !== undefined
      ? (`sign-in.${link.kind === 'setup' ? 'set-up' : 'link'}` as const)
      : state === 'ended'
        ? 'sign-in.ended'
        : 'sign-in.account';
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <h1>{t('shell.product')}</h1>
        <p>{t(sentence)}</p>
        {link?.kind !== 'link' && (
          <Field
            label={t('sign-in.user')}
            value={user}
            onChange={setUser}
            maxLength={64}
            autoComplete="username"
            autoFocus
          />
        )}
        <Field
          label={t(link === undefined ? 'sign-in.password' : 'account.new')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete={link === undefined ? 'current-password' : 'new-password'}
          {...(link === undefined ? {} : { hint: t('account.rule') })}
          {...(problem === undefined ? {} : { error: problem })}
        />
        <Button label={t('sign-in.do')} kind="primary" type="submit" />
        {link === undefined && provider !== null && <AtProvider provider={provider} />}
      </form>
    </main>
  );
}

/** Why the provider's sign-in failed, after the browser came back; the address has the code only. */
function returnText({ t }: Texts): string | undefined {
  const code = /^#sign-in=(?<code>[a-z-]+)$/.exec(location.hash)?.groups?.code;
  if (code === undefined) return undefined;
  if (code === 'no-role') return t('sign-in.provider.no-role');
  return t(code === 'directory-not-reachable' ? 'sign-in.provider.down' : 'sign-in.provider.failed');
}

/** Leads to the provider of the users, and back to this page. */
function AtProvider({ provider: { label, reachable } }: { readonly provider: Provider }) {
  const { t } = useTexts();
  if (!reachable) return <p>{t('sign-in.provider.down')}</p>;
  return <a href={`/sign-in/oidc?next=${encodeURIComponent(location.pathname)}`}>{label}</a>;
}
