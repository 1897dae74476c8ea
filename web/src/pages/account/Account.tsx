// The user's own account: roles, password, and the browsers in which the user is signed in.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOwnSessions, type SessionRow } from '../../data/queries/account-queries.ts';
import { keys } from '../../data/queries/keys.ts';
import { useMe, useServerTime } from '../../data/queries/queries.ts';
import { call, RequestFailure } from '../../data/requests/client.ts';
import { noteSignInNeeded } from '../../data/requests/session.ts';
import { failureText } from '../../features/actions/action-texts.ts';
import { Loaded } from '../../features/shell/Loaded.tsx';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { DataTable, FactList } from '../../ui/display/DataTable.tsx';
import { Empty, Panel } from '../../ui/display/Panel.tsx';
import { Confirmation } from '../../ui/overlays/Dialogs.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { ChangePassword } from './ChangePassword.tsx';
import styles from './Account.module.css';

export default function Account() {
  const { t } = useTexts();
  const { data: me } = useMe();
  useTitle(t('account.name'));
  return (
    <div className={styles.page}>
      <h1>{t('account.name')}</h1>
      {me?.verified === false && <Empty sentence={t('account.unnamed')} />}
      {me?.verified === true && (
        <>
          <Panel title={me.user}>
            <FactList
              facts={[
                [t('users.roles'), me.roles.map((role) => t(`role.${role}`)).join(', ')],
                [
                  t('users.printers'),
                  me.printers === null ? t('users.printers.all') : me.printers.join(', '),
                ],
                [t('users.films'), t(me.can.includes('film.view') ? 'users.films.yes' : 'users.films.no')],
              ]}
            />
          </Panel>
          <OwnSessions user={me.user} />
        </>
      )}
    </div>
  );
}

function OwnSessions({ user }: { readonly user: string }) {
  const texts = useTexts();
  const { t } = texts;
  const client = useQueryClient();
  const { show } = useToasts();
  const [isAsking, setAsking] = useState(false);
  const run = async (work: () => Promise<unknown>, then: () => void) => {
    try {
      await work();
      then();
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    }
  };
  const end = ({ id }: SessionRow) =>
    run(
      () => call('POST /api/me/sessions/{id}/end', { params: { id } }),
      () => void client.invalidateQueries({ queryKey: keys.ownSessions }),
    );
  const query = useOwnSessions();
  return (
    <>
      {/* A directory keeps the password of its users. */}
      {query.data?.hasPassword === true && (
        <Panel title={t('account.password')}>
          <ChangePassword user={user} />
        </Panel>
      )}
      <Panel
        title={t('account.sessions')}
        aside={
          <Button
            label={t('users.sign-out')}
            kind="danger"
            onPress={() => {
              setAsking(true);
            }}
          />
        }
      >
        <Loaded query={query} rows={2}>
          {({ sessions }) => <SessionTable sessions={sessions} onEnd={(session) => void end(session)} />}
        </Loaded>
        {isAsking && (
          <Confirmation
            title={t('account.everywhere.title')}
            sentence={t('account.everywhere.sentence')}
            keepLabel={t('accounts.keep')}
            doLabel={t('users.sign-out')}
            onClose={() => {
              setAsking(false);
            }}
            onDo={() => {
              void run(
                () => call('POST /api/sign-out', { body: { everywhere: true } }),
                () => {
                  noteSignInNeeded();
                },
              );
            }}
          />
        )}
      </Panel>
    </>
  );
}

function SessionTable({
  sessions,
  onEnd,
}: {
  readonly sessions: readonly SessionRow[];
  readonly onEnd: (session: SessionRow) => void;
}) {
  const { t, time } = useTexts();
  const now = useServerTime();
  return (
    <DataTable
      label={t('account.sessions')}
      rows={sessions}
      idOf={({ id }) => id}
      columns={[
        {
          id: 'address',
          header: t('account.address'),
          isRowHeader: true,
          cell: ({ address }) => <bdi>{address}</bdi>,
        },
        { id: 'since', header: t('account.since'), cell: ({ createdAt }) => time(createdAt, now) },
        { id: 'used', header: t('account.used'), cell: ({ usedAt }) => time(usedAt, now) },
        {
          id: 'end',
          header: t('accounts.actions'),
          cell: (session) =>
            session.own ? (
              t('account.own')
            ) : (
              <Button
                label={t('account.end')}
                onPress={() => {
                  onEnd(session);
                }}
              />
            ),
        },
      ]}
    />
  );
}
