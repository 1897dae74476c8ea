// A field for a day, with the calendar of the browser in the language of the user.
import styles from './DayField.module.css';

export interface DayFieldProps {
  readonly label: string;
  /** 2026-11-30 */
  readonly value: string;
  readonly onChange: (day: string) => void;
}

export function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <input
      type="date"
      aria-label={label}
      className={styles.day}
      value={value}
      onChange={({ target }) => {
        if (target.value !== '') onChange(target.value);
      }}
    />
  );
}
