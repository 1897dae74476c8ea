// The trays and media of an IPP printer by the names that modalities use: a row for each name. What the device reports is offered to
// choose from; as long as that is not known, names are typed.
import { Plus, Trash2 } from 'lucide-react';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { trayKinds, type TrayKind, type TrayRow, type Trays } from '../../../lib/printer-edit.ts';
import { Button } from '../../../ui/buttons/Button.tsx';
import { Choice } from '../../../ui/fields/Choice.tsx';
import { Field } from '../../../ui/fields/Field.tsx';
import styles from './TrayFields.module.css';

/** What the device reports: media-source and media-type keywords. */
export type DeviceTrays = Readonly<Record<TrayKind, readonly string[]>>;

export interface TrayFieldsProps {
  readonly trays: Trays;
  readonly onChange: (trays: Trays) => void;
  /** Undefined: not known. */
  readonly device: DeviceTrays | undefined;
}

const maxRows = 64;
/** Medium Type, PS3.3 C.13.1. */
const mediumTypes = ['BLUE FILM', 'CLEAR FILM', 'PAPER', 'MAMMO BLUE FILM', 'MAMMO CLEAR FILM'];

/** A name that no row has yet: BIN_2. */
function freshTerm(kind: TrayKind, rows: readonly TrayRow[]): string {
  const names = kind === 'trays' ? rows.map((_, index) => `BIN_${index + 1}`) : mediumTypes;
  const isFree = (name: string) => rows.every(({ term }) => term !== name);
  return names.find(isFree) ?? (kind === 'trays' ? `BIN_${rows.length + 1}` : '');
}

export function TrayFields({ trays, onChange, device }: TrayFieldsProps) {
  const { t } = useTexts();
  return (
    <>
      {trayKinds.map((kind) => {
        const rows = trays[kind];
        const offered = device?.[kind] ?? [];
        const change = (next: readonly TrayRow[]) => {
          onChange({ ...trays, [kind]: next });
        };
        return (
          <fieldset key={kind} className={styles.group}>
            <legend>{t(`setup.${kind}`)}</legend>
            <p className={styles.hint}>{t(`setup.${kind}.hint`)}</p>
            {rows.length > 0 && (
              <ul className={styles.rows}>
                {rows.map((row, index) => (
                  <li key={index} className={styles.row}>
                    <Row
                      kind={kind}
                      row={row}
                      offered={offered}
                      onChange={(changed) => {
                        change(rows.with(index, changed));
                      }}
                      onRemove={() => {
                        change(rows.toSpliced(index, 1));
                      }}
                    />
                  </li>
                ))}
              </ul>
            )}
            {rows.length < maxRows && (
              <div>
                <Button
                  label={t(`setup.${kind}.add`)}
                  icon={Plus}
                  onPress={() => {
                    change([...rows, { term: freshTerm(kind, rows), device: offered[0] ?? '' }]);
                  }}
                />
              </div>
            )}
          </fieldset>
        );
      })}
    </>
  );
}

interface RowProps {
  readonly kind: TrayKind;
  readonly row: TrayRow;
  readonly offered: readonly string[];
  readonly onChange: (row: TrayRow) => void;
  readonly onRemove: () => void;
}

function Row({ kind, row, offered, onChange, onRemove }: RowProps) {
  const { t } = useTexts();
  const set = (device: string) => {
    onChange({ ...row, device });
  };
  const label = t(`setup.${kind}.device`);
  // What is configured stays a choice, although the device does not report it.
  const options = offered.includes(row.device) || row.device === '' ? offered : [row.device, ...offered];
  return (
    <>
      <Field
        label={t(`setup.${kind}.term`)}
        value={row.term}
        maxLength={16}
        onChange={(term) => {
          onChange({ ...row, term: term.toUpperCase() });
        }}
      />
      {offered.length === 0 ? (
        <Field label={label} value={row.device} maxLength={255} onChange={set} />
      ) : (
        <Choice
          label={label}
          options={options.map((id) => ({ id, label: id }))}
          value={row.device}
          onChange={set}
        />
      )}
      <Button
        label={t('setup.row.remove', { name: row.term })}
        icon={Trash2}
        iconOnly
        kind="quiet"
        onPress={onRemove}
      />
    </>
  );
}
