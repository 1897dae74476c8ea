// The users of the console: a table, and what an administrator can do with each.
import { useQueryClient } from '@tanstack/react-query';
import { Ban, CircleCheck, Hourglass, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useUsers, type UserRow } from '../../data/queries/account-queries.ts';
import { keys } from '../../data/queries/keys.ts';
import { useServerTime } from '../../data/queries/queries.ts';
import { call, RequestFailure } from '../../data/requests/client.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { MenuButton, type MenuEntry } from '../../ui/buttons/Menu.tsx';
import { Badge } from '../../ui/display/Badge.tsx';
import { DataTable, type TableColumn } from '../../ui/display/DataTable.tsx';
import { Confirmation } from '../../ui/overlays/Dialogs.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { failureText } from '../actions/action-texts.ts';
import { AccountsLoaded } from './AccountsLoaded.tsx';
import { SecretDialog } from './SecretDialog.tsx';
import { UserForm } from './UserForm.tsx';
import styles from './Accounts.module.css';

/** What is confirmed before it is done. */
type Confirmed = 'sign-out' | 'disable' | 'remove';

type Open =
  | { readonly kind: 'form'; readonly user: UserRow | undefined }
  | { readonly kind: Confirmed; readonly user: UserRow }
  | { readonly kind: 'link'; readonly user: string; readonly url: string; readonly until: string };

export function Users() {
  const texts = useTexts();
  const { t, moment } = texts;
  const client = useQueryClient();
  const { show } = useToasts();
  const [open, setOpen] = useState<Open>();
  const close = () => {
    setOpen(undefined);
  };
  const run = async (user: string, work: () => Promise<unknown>) => {
    try {
      await work();
      show({ text: t('users.done', { user }) });
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    } finally {
      await client.invalidateQueries({ queryKey: keys.users });
    }
  };
  const link = async (user: string) => {
    const { secret, expiresAt } = await call('POST /api/users/{name}/link', { params: { name: user } });
    setOpen({ kind: 'link', user, url: `${location.origin}/#link=${secret}`, until: expiresAt });
  };
  const perform = ({ kind, user: { name } }: Extract<Open, { readonly user: UserRow }>) => {
    const params = { name };
    void run(name, () =>
      kind === 'disable'
        ? call('POST /api/users/{name}', { params, body: { disabled: true } })
        : call(`POST /api/users/{name}/${kind}`, { params }),
    );
  };
  const entriesOf = (user: UserRow): readonly MenuEntry[] => {
    const { name } = user;
    const ask = (kind: Confirmed, isDanger = false): MenuEntry => ({
      id: kind,
      label: t(`users.${kind}`),
      isDanger,
      onAction: () => {
        setOpen({ kind, user });
      },
    });
    return [
      {
        id: 'change',
        label: t('users.change'),
        onAction: () => {
          setOpen({ kind: 'form', user });
        },
      },
      // A directory keeps the password of its users.
      ...(user.source === 'local'
        ? [{ id: 'link', label: t('users.link'), onAction: () => void run(name, () => link(name)) }]
        : []),
      ask('sign-out'),
      user.disabledAt === null
        ? ask('disable', true)
        : {
            id: 'enable',
            label: t('users.enable'),
            onAction: () =>
              void run(name, () =>
                call('POST /api/users/{name}', { params: { name }, body: { disabled: false } }),
              ),
          },
      ask('remove', true),
    ];
  };
  return (
    <AccountsLoaded query={useUsers()}>
      {({ users }) => (
        <>
          <div className={styles.head}>
            <Button
              label={t('users.add')}
              icon={UserPlus}
              kind="primary"
              onPress={() => {
                setOpen({ kind: 'form', user: undefined });
              }}
            />
          </div>
          <UserTable users={users} entriesOf={entriesOf} />
          {open?.kind === 'form' && (
            <UserForm
              user={open.user}
              onClose={close}
              onDone={({ name, hasPassword }) => {
                close();
                // A new user has no password yet: the link follows.
                void run(name, async () => {
                  if (open.user === undefined && !hasPassword) await link(name);
                });
              }}
            />
          )}
          {open?.kind === 'link' && (
            <SecretDialog
              title={t('users.link')}
              sentence={t('users.link.sentence', { user: open.user, time: moment(open.until) })}
              secret={open.url}
              onClose={close}
            />
          )}
          {open !== undefined && open.kind !== 'form' && open.kind !== 'link' && (
            <Confirmation
              title={t(`users.${open.kind}.title`, { user: open.user.name })}
              sentence={t(`users.${open.kind}.sentence`)}
              keepLabel={t('accounts.keep')}
              doLabel={t(`users.${open.kind}`)}
              onClose={close}
              onDo={() => {
                perform(open);
              }}
            />
          )}
        </>
      )}
    </AccountsLoaded>
  );
}

function UserTable({
  users,
  entriesOf,
}: {
  readonly users: readonly UserRow[];
  readonly entriesOf: (user: UserRow) => readonly MenuEntry[];
}) {
  const { t, number, time } = useTexts();
  const now = useServerTime();
  const columns: readonly TableColumn<UserRow>[] = [
    { id: 'name', header: t('users.user'), isRowHeader: true, cell: (user) => <bdi>{user.name}</bdi> },
    {
      id: 'roles',
      header: t('users.roles'),
      cell: (user) => user.roles.map((role) => t(`role.${role}`)).join(', '),
    },
    {
      id: 'printers',
      header: t('users.printers'),
      cell: (user) =>
        user.printers === null ? t('users.printers.all') : <bdi>{user.printers.join(', ')}</bdi>,
    },
    {
      id: 'films',
      header: t('users.films'),
      cell: ({ seesFilms }) => t(`users.films.${seesFilms === null ? 'by-role' : seesFilms ? 'yes' : 'no'}`),
    },
    { id: 'state', header: t('users.state'), cell: (user) => <UserState user={user} /> },
    {
      id: 'seen',
      header: t('users.seen'),
      cell: (user) => (user.seenAt === null ? t('users.seen.never') : time(user.seenAt, now)),
    },
    { id: 'sessions', header: t('users.sessions'), isNumber: true, cell: (user) => number(user.sessions) },
    {
      id: 'actions',
      header: t('accounts.actions'),
      cell: (user) => (
        <MenuButton label={t('users.actions', { user: user.name })} entries={entriesOf(user)} />
      ),
    },
  ];
  return (
    <DataTable label={t('system.part.users')} rows={users} idOf={({ name }) => name} columns={columns} />
  );
}

function UserState({ user: { disabledAt, source, hasPassword, linkUntil } }: { readonly user: UserRow }) {
  const { t, time } = useTexts();
  const now = useServerTime();
  if (disabledAt !== null) return <Badge tone="idle" icon={Ban} word={t('users.state.disabled')} />;
  if (linkUntil !== null && new Date(linkUntil) > now)
    return (
      <Badge tone="warning" icon={Hourglass} word={t('users.state.link', { time: time(linkUntil, now) })} />
    );
  return hasPassword || source !== 'local' ? (
    <Badge tone="ok" icon={CircleCheck} word={t('users.state.active')} />
  ) : (
    <Badge tone="warning" icon={Hourglass} word={t('users.state.no-password')} />
  );
}
