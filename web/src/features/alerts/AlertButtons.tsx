// Buttons that switch sound and notifications on. Browsers permit both only after a click.
import { Bell, BellOff, Volume2, VolumeX } from 'lucide-react';
import { useStore } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { preferences, setPreferences } from '../../lib/browser/stored-preferences.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { canNotify, playTone } from './alerts.ts';

export function AlertButtons() {
  const { t } = useTexts();
  const { show } = useToasts();
  const { hasSound, hasNotifications } = useStore(preferences);
  const notify = async () => {
    if (hasNotifications) {
      setPreferences({ hasNotifications: false });
      return;
    }
    const isGranted = (await Notification.requestPermission()) === 'granted';
    setPreferences({ hasNotifications: isGranted });
    if (!isGranted) show({ text: t('alerts.refused'), isFailure: true });
  };
  return (
    <>
      <Button
        label={t(hasSound ? 'alerts.sound.off' : 'alerts.sound.on')}
        icon={hasSound ? Volume2 : VolumeX}
        iconOnly
        kind="quiet"
        onPress={() => {
          // Played at once, so that the user knows the tone and the browser permits it later.
          if (!hasSound) playTone();
          setPreferences({ hasSound: !hasSound });
        }}
      />
      {canNotify() && (
        <Button
          label={t(hasNotifications ? 'alerts.notify.off' : 'alerts.notify.on')}
          icon={hasNotifications ? Bell : BellOff}
          iconOnly
          kind="quiet"
          onPress={() => void notify()}
        />
      )}
    </>
  );
}
