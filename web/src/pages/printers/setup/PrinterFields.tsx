// The fields of a printer's settings, each with what is wrong with it. Start at `PrinterFields`.
import { useState } from 'react';
import { call } from '../../../data/requests/client.ts';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { ownMedium, type EditedKey, type PrinterEdit } from '../../../lib/printer-edit.ts';
import { Button } from '../../../ui/buttons/Button.tsx';
import { Choice } from '../../../ui/fields/Choice.tsx';
import { Field } from '../../../ui/fields/Field.tsx';
import { useRequest } from '../../../features/actions/use-request.ts';
import styles from './AddPrinter.module.css';
import { media } from './setup-input.ts';
import { TrayFields, type DeviceTrays } from './TrayFields.tsx';

const rulers = ['none', 'left', 'bottom'] as const;

/** A medium of the shipped ones that the form does not list stays a choice as well. */
const mediumOptions = (present: string) =>
  [...new Set([...media, present])].filter((id) => id !== ownMedium || present === ownMedium);

export interface PrinterFieldsProps {
  readonly aeTitle: string;
  readonly edit: PrinterEdit;
  readonly onChange: (edit: PrinterEdit) => void;
  /** What is wrong with a key, for people. */
  readonly problemAt: (key: string) => string | undefined;
}

export function PrinterFields({ aeTitle, edit, onChange, problemAt }: PrinterFieldsProps) {
  const { t, has } = useTexts();
  const { values, destinations } = edit;
  const set = (key: EditedKey, value: string) => {
    onChange({ ...edit, values: { ...values, [key]: value } });
  };
  const field = (key: EditedKey, label: string, hint?: string, maxLength?: number) => {
    const error = problemAt(key);
    return (
      <Field
        label={label}
        value={values[key]}
        onChange={(value) => {
          set(key, value);
        }}
        {...(hint === undefined ? {} : { hint })}
        {...(maxLength === undefined ? {} : { maxLength })}
        {...(error === undefined ? {} : { error })}
      />
    );
  };
  const renamed = values.aeTitle.trim() !== aeTitle;
  const mediumText = (id: string) => {
    const key = `setup.medium.${id}`;
    return has(key) ? t(key) : id;
  };
  const mediumProblem = problemAt('medium');
  const line = (text: string) => t('setup.line.hint', { example: text });
  return (
    <>
      {field('name', t('printers.fact.name'), undefined, 64)}
      {field(
        'aeTitle',
        t('printers.fact.ae-title'),
        renamed ? t('setup.ae-title.change', { printer: aeTitle }) : t('setup.ae-title.hint'),
        16,
      )}
      {field('aeTitleAliases', t('setup.aliases'), t('setup.aliases.hint'))}
      <Choice
        label={t('printers.fact.medium')}
        options={mediumOptions(values.medium).map((id) => ({ id, label: mediumText(id) }))}
        value={values.medium}
        onChange={(medium) => {
          set('medium', medium);
        }}
      />
      {mediumProblem !== undefined && <p className={styles.problem}>{mediumProblem}</p>}
      {field('resolution', t('printers.fact.resolution'), t('setup.resolution.hint'))}
      {field('filmSizes', t('printers.fact.film-sizes'), t('setup.film-sizes.hint'))}
      {field('maxCopies', t('printers.fact.max-copies'), t('setup.copies.hint'))}
      <Choice
        label={t('setup.ruler')}
        options={rulers.map((id) => ({ id, label: t(`setup.ruler.${id}`) }))}
        value={rulers.find((id) => id === values.ruler) ?? 'none'}
        onChange={(ruler) => {
          set('ruler', ruler);
        }}
      />
      {field('header', t('setup.header'), line('{printer}, {page}/{pages}'), 200)}
      {field('footer', t('setup.footer'), line('{callingAeTitle} {date} {time}'), 200)}
      {destinations.map((destination) => (
        <Destination
          key={destination.index}
          destination={destination}
          problem={problemAt(`destinations[${destination.index}]`)}
          onChange={(changed) => {
            onChange({
              ...edit,
              destinations: destinations.map((one) => (one.index === changed.index ? changed : one)),
            });
          }}
        />
      ))}
    </>
  );
}

type DestinationEdit = PrinterEdit['destinations'][number];

interface DestinationProps {
  readonly destination: DestinationEdit;
  readonly problem: string | undefined;
  readonly onChange: (destination: DestinationEdit) => void;
}

/** The trays of an IPP printer; the device is asked for them on request. */
function Destination({ destination, problem, onChange }: DestinationProps) {
  const { t } = useTexts();
  const [device, setDevice] = useState<DeviceTrays>();
  const { isBusy, problem: failure, run } = useRequest();
  const ask = () =>
    run(async () => {
      const { sources, mediaTypes } = await call('POST /api/printers/probe', {
        body: { kind: 'ipp', uri: destination.uri },
      });
      setDevice({ trays: sources, mediumTypes: mediaTypes });
    });
  const isSilent = device !== undefined && device.trays.length + device.mediumTypes.length === 0;
  return (
    <section className={styles.form} aria-label={destination.uri}>
      <div className={styles.buttons}>
        <Button label={t('setup.ask')} isPending={isBusy} onPress={() => void ask()} />
        <bdi className={styles.own}>{destination.uri}</bdi>
      </div>
      <p role="status" className={styles.status}>
        {isSilent ? t('setup.ask.none') : failure}
      </p>
      <TrayFields
        trays={destination.trays}
        device={device}
        onChange={(trays) => {
          onChange({ ...destination, trays });
        }}
      />
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
    </section>
  );
}
