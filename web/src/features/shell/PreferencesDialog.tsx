// Choices of this browser: language, name for the history, keys.
import { useMe, useStore } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { isLanguage, languages } from '../../i18n/languages.ts';
import { preferences, setPreferences } from '../../lib/browser/stored-preferences.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { Field } from '../../ui/fields/Field.tsx';

export function PreferencesDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const timeZone = useMe().data?.timeZone;
  const { language, name, hasKeys } = useStore(preferences);
  return (
    <Sheet
      title={t('preferences.title')}
      closeLabel={t('action.close')}
      onClose={onClose}
      footer={<Button label={t('preferences.done')} kind="primary" onPress={onClose} />}
    >
      <Choice
        label={t('preferences.language')}
        options={[
          { id: 'browser', label: t('preferences.language.browser') },
          ...Object.entries(languages).map(([id, { name: label }]) => ({ id, label })),
        ]}
        value={language ?? 'browser'}
        onChange={(id) => {
          setPreferences({ language: isLanguage(id) ? id : null });
        }}
      />
      <Field
        label={t('preferences.name')}
        hint={t('preferences.name.hint')}
        value={name}
        maxLength={64}
        onChange={(value) => {
          setPreferences({ name: value });
        }}
      />
      <Choice
        label={t('keys.single')}
        options={[
          { id: 'on', label: t('keys.on') },
          { id: 'off', label: t('keys.off') },
        ]}
        value={hasKeys ? 'on' : 'off'}
        onChange={(id) => {
          setPreferences({ hasKeys: id === 'on' });
        }}
      />
      <p>{timeZone === undefined ? null : t('preferences.zone', { zone: timeZone })}</p>
    </Sheet>
  );
}
