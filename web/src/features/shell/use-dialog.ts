// The state of a dialog: open or closed.
import { useCallback, useState } from 'react';

export function useDialog() {
  const [isOpen, setOpen] = useState(false);
  return {
    isOpen,
    open: useCallback(() => {
      setOpen(true);
    }, []),
    close: useCallback(() => {
      setOpen(false);
    }, []),
  };
}
