// A choice of one of a few values, in a list that opens.
import { ChevronDown } from 'lucide-react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { classes } from '../../lib/classes.ts';
import styles from './Choice.module.css';

export interface ChoiceOption<T extends string> {
  readonly id: T;
  readonly label: string;
}

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly ChoiceOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Shows the label inside the button only: for filters. */
  readonly isCompact?: boolean;
}

export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
  isCompact = false,
}: ChoiceProps<T>) {
  return (
    <Select
      className={styles.choice ?? ''}
      value={value}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen !== undefined) onChange(chosen.id);
      }}
    >
      <Label className={classes(styles.label, isCompact && styles.hidden)}>{label}</Label>
      <Button className={styles.button ?? ''}>
        <SelectValue className={styles.value ?? ''} />
        <ChevronDown size={16} aria-hidden />
      </Button>
      <Popover className={styles.popover ?? ''} offset={4}>
        <ListBox className={styles.list ?? ''} items={options}>
          {({ id, label: text }) => (
            <ListBoxItem id={id} className={styles.item ?? ''}>
              {text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
