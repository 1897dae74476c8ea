// The roles of users in words, and the sentence of an action that the roles of this user do not permit.
import { useMe } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import type { Texts } from '../../i18n/texts.ts';

/** @param roles as the server names them, separated by commas; an unknown one stays as it is */
export function rolesText({ t, has }: Pick<Texts, 't' | 'has'>, roles: string): string {
  return roles
    .split(', ')
    .map((role) => {
      const key = `role.${role}`;
      return has(key) ? t(key) : role;
    })
    .join(', ');
}

/** Why an action cannot be chosen. */
export function useRefusalText(): string {
  const texts = useTexts();
  const { data } = useMe();
  return data === undefined || data.roles.length === 0
    ? texts.t('permission.refused')
    : texts.t('permission.refused.role', { role: rolesText(texts, data.roles.join(', ')) });
}
