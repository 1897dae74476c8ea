// The devices of a printer: what each reports, its supplies and loaded media; and the calibration of the printer.
import { Printer as PrinterIcon } from 'lucide-react';
import { Message } from '../../features/message/Message.tsx';
import { useActions } from '../../features/actions/ActionProvider.tsx';
import { PrinterStateBadge } from '../../features/printer/PrinterBadge.tsx';
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiDevice, ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { ageOf } from '../../lib/text/ages.ts';
import { mediaName } from '../../lib/text/media-names.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Level } from '../../ui/display/Level.tsx';
import { Empty, Panel } from '../../ui/display/Panel.tsx';
import { Facts } from './Facts.tsx';
import styles from './PrinterMedia.module.css';

export function PrinterMedia({ printer }: { readonly printer: ApiPrinter }) {
  const { t } = useTexts();
  return (
    <div className={styles.media}>
      {printer.devices.length === 0 && <Empty sentence={t('printers.media.no-device')} />}
      <div className={styles.devices}>
        {printer.devices.map((device) => (
          <Device key={device.destination} device={device} />
        ))}
      </div>
      <Calibration printer={printer} />
    </div>
  );
}

function Device({ device }: { readonly device: ApiDevice }) {
  const { t, time, percent } = useTexts();
  const now = useServerTime();
  const { destination, kind, model, required, detail, message, statusInfo, since, supplies, mediaReady } =
    device;
  return (
    <Panel title={destination} aside={<PrinterStateBadge state={device.state} />}>
      <div className={styles.body}>
        <Facts
          facts={[
            [
              t('printers.fact.state'),
              <>
                <Message said={message} english={detail} />
                {statusInfo !== '' && statusInfo !== 'NORMAL' && (
                  <small className={styles.term}>{statusInfo}</small>
                )}
              </>,
            ],
            since !== null && [t('printers.fact.since'), time(since, now)],
            [t('printers.fact.kind'), <bdi>{kind}</bdi>],
            model !== null && [t('printers.fact.model'), <bdi>{model}</bdi>],
            !required && [t('printers.fact.required'), t('printers.best-effort')],
            mediaReady.length > 0 && [
              t('printer.fact.media'),
              <bdi>{mediaReady.map(mediaName).join(', ')}</bdi>,
            ],
          ]}
        />
        {supplies.map(({ name, percent: left }, index) =>
          left === null ? (
            <p key={`${name} ${index}`} className={styles.term}>
              {t('printers.supply.unknown', { supply: name })}
            </p>
          ) : (
            <Level
              key={`${name} ${index}`}
              name={name}
              percent={left}
              text={t('printer.supply.left', { percent: percent(left) })}
            />
          ),
        )}
      </div>
    </Panel>
  );
}

function Calibration({ printer: { aeTitle, medium, calibration } }: { readonly printer: ApiPrinter }) {
  const { t, day, duration } = useTexts();
  const { run, isPending } = useActions();
  const now = useServerTime();
  const age = calibration && ageOf(now.getTime() - Date.parse(calibration.measuredAt));
  return (
    <Panel title={t('printer.fact.calibration')}>
      <div className={styles.body}>
        <p>
          {calibration === null || age === null
            ? t('printers.calibration.none', { medium })
            : t(calibration.expired ? 'printers.calibration.expired' : 'printers.calibration.valid', {
                medium,
                day: day(calibration.measuredAt),
                age: duration(age.value, age.unit),
              })}
        </p>
        <div>
          <Button
            label={t('action.calibration-target')}
            icon={PrinterIcon}
            isPending={isPending(aeTitle)}
            onPress={() => {
              run({ kind: 'calibration-target', printer: aeTitle });
            }}
          />
        </div>
      </div>
    </Panel>
  );
}
