// A text field with its label, a hint, and the reason why its value is invalid.
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import styles from './Field.module.css';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly error?: string;
  readonly type?: 'text' | 'password' | 'number';
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
  /** For password managers; default: none. */
  readonly autoComplete?: 'username' | 'current-password' | 'new-password';
}

export function Field({
  label,
  value,
  onChange,
  hint,
  error,
  type = 'text',
  autoFocus = false,
  maxLength,
  autoComplete,
}: FieldProps) {
  return (
    <TextField
      className={styles.field ?? ''}
      value={value}
      onChange={onChange}
      type={type}
      isInvalid={error !== undefined}
      // Native validation would block the form until the field is edited.
      validationBehavior="aria"
      autoFocus={autoFocus}
      {...(maxLength === undefined ? {} : { maxLength })}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <Input className={styles.input ?? ''} autoComplete={autoComplete ?? 'off'} spellCheck="false" />
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </TextField>
  );
}
