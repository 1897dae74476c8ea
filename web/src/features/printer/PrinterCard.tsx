// A printer on a card: state and what to do, media, supplies, waiting films, calibration; its actions are in a menu.
import { CornerUpRight, Pause, Play, Printer as PrinterIcon } from 'lucide-react';
import { troubledDevice } from '../../data/states/printer-states.ts';
import { useMay } from '../../data/states/permissions.ts';
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { ageOf } from '../../lib/text/ages.ts';
import { mediaName } from '../../lib/text/media-names.ts';
import { Level } from '../../ui/display/Level.tsx';
import { MenuButton, type MenuEntry } from '../../ui/buttons/Menu.tsx';
import { Message } from '../message/Message.tsx';
import { useActions } from '../actions/ActionProvider.tsx';
import { useRefusalText } from '../actions/role-texts.ts';
import { PrinterBadge } from './PrinterBadge.tsx';
import styles from './PrinterCard.module.css';

/** Maximum number of supplies on a card; the page of the printer has all. */
const maxSupplies = 4;

export function PrinterCard({ printer }: { readonly printer: ApiPrinter }) {
  const { t, duration, percent } = useTexts();
  const now = useServerTime();
  const trouble = troubledDevice(printer);
  const supplies = printer.devices.flatMap((device) => device.supplies).slice(0, maxSupplies);
  const media = [...new Set(printer.devices.flatMap(({ mediaReady }) => mediaReady))];
  const { calibration } = printer;
  const age = calibration === null ? undefined : ageOf(now.getTime() - Date.parse(calibration.measuredAt));
  return (
    <article className={styles.card} aria-label={printer.aeTitle}>
      <header className={styles.head}>
        <h3>
          <bdi>{printer.aeTitle}</bdi>
        </h3>
        <PrinterBadge printer={printer} />
        <PrinterMenu printer={printer} />
      </header>
      {printer.name !== printer.aeTitle && (
        <p className={styles.name} dir="auto">
          {printer.name}
        </p>
      )}
      {printer.removal && <p>{t('printers.removing')}</p>}
      {printer.paused && <p>{t('printer.paused-by', { user: printer.pausedBy ?? t('printer.someone') })}</p>}
      {trouble !== undefined && (
        <p className={styles.trouble}>
          <Message said={trouble.message} english={trouble.detail} />
          {trouble.statusInfo !== '' && trouble.statusInfo !== 'NORMAL' && (
            <small className={styles.term}>{trouble.statusInfo}</small>
          )}
        </p>
      )}
      <dl className={styles.facts}>
        <div>
          <dt>{t('printer.fact.waiting')}</dt>
          <dd>{t('printer.waiting', { count: printer.jobsWaiting })}</dd>
        </div>
        {media.length > 0 && (
          <div>
            <dt>{t('printer.fact.media')}</dt>
            <dd dir="auto">{media.map(mediaName).join(', ')}</dd>
          </div>
        )}
        {age !== undefined && (
          <div>
            <dt>{t('printer.fact.calibration')}</dt>
            <dd>
              {calibration?.expired === true
                ? t('printer.calibration.expired', { age: duration(age.value, age.unit) })
                : t('printer.calibration.valid', { age: duration(age.value, age.unit) })}
            </dd>
          </div>
        )}
      </dl>
      {supplies.map(({ name, percent: left }, index) =>
        left === null ? null : (
          <Level
            key={`${name} ${index}`}
            name={name}
            percent={left}
            text={t('printer.supply.left', { percent: percent(left) })}
          />
        ),
      )}
    </article>
  );
}

function PrinterMenu({ printer: { aeTitle, paused, jobsWaiting } }: { readonly printer: ApiPrinter }) {
  const { t } = useTexts();
  const { run, chooseMove } = useActions();
  const may = useMay();
  const refusal = useRefusalText();
  const refusalOf = (kind: Parameters<typeof may>[0]) => (may(kind) ? {} : { refusal });
  const entries: readonly (MenuEntry | 'line')[] = [
    paused
      ? {
          id: 'resume',
          label: t('action.resume'),
          icon: Play,
          ...refusalOf('resume'),
          onAction: () => {
            run({ kind: 'resume', printer: aeTitle });
          },
        }
      : {
          id: 'pause',
          label: t('action.pause'),
          icon: Pause,
          ...refusalOf('pause'),
          onAction: () => {
            run({ kind: 'pause', printer: aeTitle });
          },
        },
    {
      id: 'move-queue',
      label: t('action.move-queue'),
      icon: CornerUpRight,
      onAction: () => {
        chooseMove({ kind: 'queue', printer: aeTitle });
      },
      ...(jobsWaiting === 0 ? { refusal: t('printer.nothing-waits') } : refusalOf('move-queue')),
    },
    'line',
    {
      id: 'test-page',
      label: t('action.test-page'),
      icon: PrinterIcon,
      ...refusalOf('test-page'),
      onAction: () => {
        run({ kind: 'test-page', printer: aeTitle });
      },
    },
  ];
  return <MenuButton label={t('printer.actions', { printer: aeTitle })} entries={entries} />;
}
