// A dialog for a new token of a program.
import { useState, type SubmitEvent } from 'react';
import { useUsers } from '../../data/queries/account-queries.ts';
import { useMe } from '../../data/queries/queries.ts';
import { call, type AnswerOf } from '../../data/requests/client.ts';
import type { Permission } from '../../data/states/permissions.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { CheckGroup } from '../../ui/fields/CheckGroup.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { useRequest } from '../actions/use-request.ts';
import fieldStyles from '../../ui/fields/Field.module.css';
import styles from './Accounts.module.css';

const scopes = ['all', 'some'] as const;
const maxDays = 3660;

export interface TokenFormProps {
  readonly onDone: (issued: AnswerOf<'POST /api/tokens'>) => void;
  readonly onClose: () => void;
}

export function TokenForm({ onDone, onClose }: TokenFormProps) {
  const { t } = useTexts();
  const me = useMe().data;
  const users = useUsers().data?.users ?? [];
  const { isBusy, problem, run } = useRequest();
  const [chosen, setUser] = useState<string>();
  const [label, setLabel] = useState('');
  const [scope, setScope] = useState<(typeof scopes)[number]>('some');
  const [permissions, setPermissions] = useState<readonly Permission[]>([]);
  const [days, setDays] = useState('365');
  const user = chosen ?? me?.user ?? users[0]?.name ?? '';
  const whole = /^\d{1,4}$/.test(days) ? Number(days) : 0;
  const isComplete = whole >= 1 && whole <= maxDays && (scope === 'all' || permissions.length > 0);
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isComplete || isBusy) return;
    void run(async () => {
      const body = { user, label, days: whole, scope: scope === 'all' ? null : [...permissions] };
      onDone(await call('POST /api/tokens', { body }));
    });
  };
  return (
    <Sheet title={t('tokens.add')} closeLabel={t('action.close')} onClose={onClose}>
      <form className={styles.form} onSubmit={make}>
        <Choice
          label={t('users.user')}
          options={users.map(({ name }) => ({ id: name, label: name }))}
          value={user}
          onChange={setUser}
        />
        <Field
          label={t('tokens.label')}
          hint={t('tokens.label.hint')}
          value={label}
          onChange={setLabel}
          maxLength={64}
        />
        <Choice
          label={t('tokens.scope')}
          options={scopes.map((id) => ({ id, label: t(`tokens.scope.${id}`) }))}
          value={scope}
          onChange={setScope}
        />
        {scope === 'some' && (
          <CheckGroup
            label={t('tokens.permissions')}
            options={(me?.can ?? []).map((id) => ({ id, label: id }))}
            value={permissions}
            onChange={setPermissions}
          />
        )}
        <Field label={t('tokens.days')} type="number" value={days} onChange={setDays} maxLength={4} />
        {problem !== undefined && (
          <p role="alert" className={fieldStyles.error}>
            {problem}
          </p>
        )}
        <Button
          label={t('tokens.add')}
          kind="primary"
          type="submit"
          isDisabled={!isComplete}
          isPending={isBusy}
        />
      </form>
    </Sheet>
  );
}
