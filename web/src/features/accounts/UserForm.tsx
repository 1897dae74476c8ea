// A dialog with what a user is and may do: for a new user, or for one that is changed.
import { useState, type SubmitEvent } from 'react';
import type { UserRow } from '../../data/queries/account-queries.ts';
import { useStatus } from '../../data/queries/queries.ts';
import { call } from '../../data/requests/client.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { CheckGroup } from '../../ui/fields/CheckGroup.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { useRequest } from '../actions/use-request.ts';
import fieldStyles from '../../ui/fields/Field.module.css';
import styles from './Accounts.module.css';

type Role = UserRow['roles'][number];
const roleIds = ['viewer', 'technician', 'physicist', 'administrator'] as const satisfies readonly Role[];

const filmChoices = ['by-role', 'yes', 'no'] as const;
type FilmChoice = (typeof filmChoices)[number];
const choiceOf = (sees: boolean | null): FilmChoice => (sees === null ? 'by-role' : sees ? 'yes' : 'no');
const seesOf = (choice: FilmChoice): boolean | null => (choice === 'by-role' ? null : choice === 'yes');

export interface UserFormProps {
  /** Undefined: a new one. */
  readonly user: UserRow | undefined;
  readonly onDone: (user: UserRow) => void;
  readonly onClose: () => void;
}

export function UserForm({ user, onDone, onClose }: UserFormProps) {
  const { t } = useTexts();
  const { data } = useStatus();
  const { isBusy, problem, run } = useRequest();
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>(user?.roles ?? ['technician']);
  const [printers, setPrinters] = useState<readonly string[]>(user?.printers ?? []);
  const [films, setFilms] = useState(choiceOf(user?.seesFilms ?? null));
  // Also those that are configured no more.
  const titles = [...new Set([...(data?.printers ?? []).map(({ aeTitle }) => aeTitle), ...printers])];
  const isComplete = roles.length > 0 && (user !== undefined || name.trim() !== '');
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isComplete || isBusy) return;
    const body = {
      roles: [...roles],
      printers: printers.length === 0 ? null : [...printers],
      seesFilms: seesOf(films),
    };
    void run(async () => {
      onDone(
        user === undefined
          ? await call('POST /api/users', { body: { ...body, name: name.trim() } })
          : await call('POST /api/users/{name}', { params: { name: user.name }, body }),
      );
    });
  };
  return (
    <Sheet
      title={user === undefined ? t('users.add') : t('users.change.title', { user: user.name })}
      closeLabel={t('action.close')}
      onClose={onClose}
    >
      <form className={styles.form} onSubmit={save}>
        {user === undefined && (
          <Field
            label={t('users.user')}
            hint={t('users.name.hint')}
            value={name}
            onChange={setName}
            maxLength={64}
            autoFocus
          />
        )}
        <CheckGroup
          label={t('users.roles')}
          options={roleIds.map((id) => ({ id, label: t(`role.${id}`) }))}
          value={roles}
          onChange={setRoles}
        />
        <CheckGroup
          label={t('users.printers')}
          hint={t('users.printers.hint')}
          options={titles.map((id) => ({ id, label: id }))}
          value={printers}
          onChange={setPrinters}
        />
        <Choice
          label={t('users.films')}
          options={filmChoices.map((id) => ({ id, label: t(`users.films.${id}`) }))}
          value={films}
          onChange={setFilms}
        />
        {user !== undefined && <p>{t('users.change.sentence')}</p>}
        {problem !== undefined && (
          <p role="alert" className={fieldStyles.error}>
            {problem}
          </p>
        )}
        <Button
          label={t(user === undefined ? 'users.add' : 'users.save')}
          kind="primary"
          type="submit"
          isDisabled={!isComplete}
          isPending={isBusy}
        />
      </form>
    </Sheet>
  );
}
