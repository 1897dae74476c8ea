// Buttons: plain, primary, dangerous, and as an icon alone. A button that is pending keeps its focus.
import type { LucideIcon } from 'lucide-react';
import { LoaderCircle } from 'lucide-react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Hint } from '../overlays/Hint.tsx';
import { classes } from '../../lib/classes.ts';
import styles from './Button.module.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  /** Shows the icon alone; the label is then its name and its hint. */
  readonly iconOnly?: boolean;
}

export function Button({ label, icon: Icon, kind = 'plain', iconOnly = false, ...rest }: ButtonProps) {
  const Shown = rest.isPending === true ? LoaderCircle : Icon;
  const button = (
    <AriaButton
      {...rest}
      className={classes(styles.button, styles[kind], iconOnly && styles.icon)}
      {...(iconOnly ? { 'aria-label': label } : {})}
    >
      {Shown && <Shown size={16} aria-hidden className={rest.isPending === true ? styles.spin : ''} />}
      {!iconOnly && <span>{label}</span>}
    </AriaButton>
  );
  return iconOnly ? <Hint text={label}>{button}</Hint> : button;
}
