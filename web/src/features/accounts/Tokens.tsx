// The tokens of programs: a table, a new one whose secret is shown once, and revoking.
import { useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTokens, type TokenRow } from '../../data/queries/account-queries.ts';
import { keys } from '../../data/queries/keys.ts';
import { useServerTime } from '../../data/queries/queries.ts';
import { call, RequestFailure } from '../../data/requests/client.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { DataTable } from '../../ui/display/DataTable.tsx';
import { Empty } from '../../ui/display/Panel.tsx';
import { Confirmation } from '../../ui/overlays/Dialogs.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { failureText } from '../actions/action-texts.ts';
import { AccountsLoaded } from './AccountsLoaded.tsx';
import { SecretDialog } from './SecretDialog.tsx';
import { TokenForm } from './TokenForm.tsx';
import styles from './Accounts.module.css';

type Open =
  | { readonly kind: 'form' }
  | { readonly kind: 'new'; readonly secret: string }
  | { readonly kind: 'revoke'; readonly token: TokenRow };

export function Tokens() {
  const texts = useTexts();
  const { t } = texts;
  const client = useQueryClient();
  const { show } = useToasts();
  const [open, setOpen] = useState<Open>();
  const close = () => {
    setOpen(undefined);
  };
  const reload = () => client.invalidateQueries({ queryKey: keys.tokens });
  const revoke = async ({ id }: TokenRow) => {
    try {
      await call('POST /api/tokens/{id}/revoke', { params: { id } });
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    }
    await reload();
  };
  return (
    <AccountsLoaded query={useTokens()}>
      {({ tokens }) => (
        <>
          <div className={styles.head}>
            <p>{t('tokens.sentence')}</p>
            <Button
              label={t('tokens.add')}
              icon={KeyRound}
              kind="primary"
              onPress={() => {
                setOpen({ kind: 'form' });
              }}
            />
          </div>
          {tokens.length === 0 ? (
            <Empty sentence={t('tokens.empty')} />
          ) : (
            <TokenTable
              tokens={tokens}
              onRevoke={(token) => {
                setOpen({ kind: 'revoke', token });
              }}
            />
          )}
          {open?.kind === 'form' && (
            <TokenForm
              onClose={close}
              onDone={({ secret }) => {
                setOpen({ kind: 'new', secret });
                void reload();
              }}
            />
          )}
          {open?.kind === 'new' && (
            <SecretDialog
              title={t('tokens.new')}
              sentence={t('tokens.new.sentence')}
              secret={open.secret}
              onClose={close}
            />
          )}
          {open?.kind === 'revoke' && (
            <Confirmation
              title={t('tokens.revoke.title')}
              sentence={t('tokens.revoke.sentence', {
                label: open.token.label === '' ? open.token.id : open.token.label,
                user: open.token.user,
              })}
              keepLabel={t('accounts.keep')}
              doLabel={t('tokens.revoke')}
              onClose={close}
              onDo={() => void revoke(open.token)}
            />
          )}
        </>
      )}
    </AccountsLoaded>
  );
}

function TokenTable({
  tokens,
  onRevoke,
}: {
  readonly tokens: readonly TokenRow[];
  readonly onRevoke: (token: TokenRow) => void;
}) {
  const { t, moment } = useTexts();
  const now = useServerTime();
  return (
    <DataTable
      label={t('system.part.tokens')}
      rows={tokens}
      idOf={({ id }) => id}
      columns={[
        { id: 'id', header: 'ID', isRowHeader: true, cell: ({ id }) => <code>{id}</code> },
        { id: 'label', header: t('tokens.label'), cell: ({ label }) => <bdi>{label}</bdi> },
        { id: 'user', header: t('users.user'), cell: ({ user }) => <bdi>{user}</bdi> },
        {
          id: 'scope',
          header: t('tokens.scope'),
          cell: ({ scope }) =>
            scope === null ? t('tokens.scope.all') : <bdi dir="ltr">{scope.join(', ')}</bdi>,
        },
        {
          id: 'expires',
          header: t('tokens.expires'),
          cell: ({ expiresAt }) => (new Date(expiresAt) <= now ? t('tokens.expired') : moment(expiresAt)),
        },
        {
          id: 'revoke',
          header: t('accounts.actions'),
          cell: (token) => (
            <Button
              label={t('tokens.revoke')}
              kind="danger"
              onPress={() => {
                onRevoke(token);
              }}
            />
          ),
        },
      ]}
    />
  );
}
