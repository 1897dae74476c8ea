// A choice of any number of a few values.
import { Check } from 'lucide-react';
import { CheckboxButton, CheckboxField, CheckboxGroup, Label, Text } from 'react-aria-components';
import { classes } from '../../lib/classes.ts';
import styles from './CheckGroup.module.css';
import fieldStyles from './Field.module.css';

export interface CheckGroupProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly label: string }[];
  readonly value: readonly T[];
  readonly onChange: (value: readonly T[]) => void;
  readonly hint?: string;
}

export function CheckGroup<T extends string>({ label, options, value, onChange, hint }: CheckGroupProps<T>) {
  return (
    <CheckboxGroup
      className={classes(fieldStyles.field)}
      value={[...value]}
      onChange={(ids) => {
        // In the order in which they are shown.
        onChange(options.map(({ id }) => id).filter((id) => ids.includes(id)));
      }}
    >
      <Label className={classes(fieldStyles.label)}>{label}</Label>
      <div className={styles.options}>
        {options.map(({ id, label: text }) => (
          <CheckboxField key={id} value={id}>
            <CheckboxButton className={classes(styles.option)}>
              <span className={styles.box} aria-hidden>
                <Check size={14} strokeWidth={3} />
              </span>
              <bdi>{text}</bdi>
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
      {hint !== undefined && (
        <Text slot="description" className={classes(fieldStyles.hint)}>
          {hint}
        </Text>
      )}
    </CheckboxGroup>
  );
}
