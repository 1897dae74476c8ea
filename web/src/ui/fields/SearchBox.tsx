// A search field; Escape clears it.
import { Search, X } from 'lucide-react';
import { Button as AriaButton, Input, SearchField } from 'react-aria-components';
import styles from './SearchBox.module.css';

export interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
  /** The key that moves the focus to it, announced to screen readers: `/`. */
  readonly shortcut?: string;
}

export function SearchBox({
  label,
  value,
  onChange,
  autoFocus = false,
  placeholder = '',
  shortcut,
}: SearchBoxProps) {
  return (
    <SearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      autoFocus={autoFocus}
      className={styles.field ?? ''}
    >
      <Search size={16} aria-hidden />
      <Input
        className={styles.input ?? ''}
        placeholder={placeholder}
        dir="auto"
        autoComplete="off"
        spellCheck="false"
        {...(shortcut === undefined ? {} : { 'aria-keyshortcuts': shortcut })}
      />
      {value !== '' && (
        <AriaButton className={styles.clear ?? ''}>
          <X size={14} aria-hidden />
        </AriaButton>
      )}
    </SearchField>
  );
}
