// A menu behind a button: actions of a row or a card.
import { EllipsisVertical, type LucideIcon } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Button } from './Button.tsx';
import { classes } from '../../lib/classes.ts';
import styles from './Menu.module.css';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly isDanger?: boolean;
  /** The reason why the entry is disabled. It stays in the menu, can be focused, shows this sentence, and does nothing. */
  readonly refusal?: string;
  readonly onAction: () => void;
}

export interface MenuButtonProps {
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly iconOnly?: boolean;
  readonly entries: readonly (MenuEntry | 'line')[];
}

export function MenuButton({ label, icon = EllipsisVertical, iconOnly = true, entries }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <Button label={label} icon={icon} iconOnly={iconOnly} kind={iconOnly ? 'quiet' : 'plain'} />
      <Popover className={classes(styles.popover)} placement="bottom end" offset={4}>
        <Menu className={classes(styles.menu)}>
          {entries.map((entry, index) => {
            if (entry === 'line') return <Separator key={`line-${index}`} className={classes(styles.line)} />;
            const { id, label: text, icon: Icon, isDanger = false, refusal, onAction } = entry;
            return (
              <MenuItem
                key={id}
                id={id}
                textValue={text}
                {...(refusal === undefined ? { onAction } : { shouldCloseOnSelect: false })}
                className={classes(
                  styles.item,
                  isDanger && styles.danger,
                  refusal !== undefined && styles.refused,
                )}
              >
                {Icon ? <Icon size={16} aria-hidden /> : <span className={styles.gap} />}
                <span>
                  {text}
                  {refusal !== undefined && refusal !== '' && <small>{refusal}</small>}
                </span>
              </MenuItem>
            );
          })}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
