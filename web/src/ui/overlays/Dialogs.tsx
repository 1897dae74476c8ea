// Dialogs over the page. Escape and the close button close them; the focus returns to where it was.
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from '../buttons/Button.tsx';
import { classes } from '../../lib/classes.ts';
import styles from './Dialogs.module.css';

export interface SheetProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the end. */
  readonly footer?: ReactNode;
  readonly role?: 'dialog' | 'alertdialog';
  readonly isWide?: boolean;
}

/** An open dialog. */
export function Sheet({ title, closeLabel, onClose, children, footer, role, isWide = false }: SheetProps) {
  return (
    <ModalOverlay
      isOpen
      isDismissable={role !== 'alertdialog'}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      className={classes(styles.overlay)}
    >
      <Modal className={classes(styles.modal, isWide && styles.wide)}>
        <Dialog className={classes(styles.dialog)} {...(role ? { role } : {})}>
          <header className={styles.head}>
            <Heading slot="title" className={classes(styles.title)}>
              {title}
            </Heading>
            <Button label={closeLabel} icon={X} iconOnly kind="quiet" onPress={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {footer !== undefined && <footer className={styles.foot}>{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface ConfirmationProps {
  readonly title: string;
  readonly sentence: string;
  readonly keepLabel: string;
  readonly doLabel: string;
  readonly onDo: () => void;
  readonly onClose: () => void;
}

/** Asks for confirmation of something that cannot be undone. The focus is on the button that changes nothing. */
export function Confirmation({ title, sentence, keepLabel, doLabel, onDo, onClose }: ConfirmationProps) {
  return (
    <Sheet
      title={title}
      closeLabel={keepLabel}
      onClose={onClose}
      role="alertdialog"
      footer={
        <>
          <Button label={keepLabel} onPress={onClose} autoFocus />
          <Button
            label={doLabel}
            kind="danger"
            onPress={() => {
              onClose();
              onDo();
            }}
          />
        </>
      }
    >
      <p>{sentence}</p>
    </Sheet>
  );
}
