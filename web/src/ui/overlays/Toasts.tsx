// Messages about completed commands, in a region that is announced politely; F6 moves the focus to it. A message stays for ten
// seconds, and longer while the pointer or the focus is on it. Start at `ToastProvider`.
import { X } from 'lucide-react';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { Button } from '../buttons/Button.tsx';
import { classes } from '../../lib/classes.ts';
import styles from './Toasts.module.css';

export interface Toast {
  readonly text: string;
  readonly isFailure?: boolean;
  readonly action?: ToastAction;
  /** The action that undoes it: shown in the message, and kept for ten minutes. */
  readonly undo?: ToastAction;
}

interface ToastAction {
  readonly label: string;
  readonly onAction: () => void;
}

/** What can still be undone. */
export interface Undoable {
  readonly id: number;
  readonly text: string;
  readonly label: string;
  readonly onAction: () => void;
}

interface Shown extends Toast {
  readonly id: number;
}

const shownMs = 10_000;
const maxToasts = 4;
const undoMs = 600_000;
const maxUndoables = 20;

interface Toasts {
  readonly show: (toast: Toast) => void;
  /** Undoes the newest of `undoables`: the key `z`. */
  readonly undoLast: () => void;
  /** What was done in the last ten minutes and can be undone, newest first. */
  readonly undoables: readonly Undoable[];
}

const Context = createContext<Toasts>({ show: () => undefined, undoLast: () => undefined, undoables: [] });

export const useToasts = (): Toasts => useContext(Context);

export interface ToastProviderProps {
  readonly label: string;
  readonly closeLabel: string;
  readonly children: ReactNode;
}

export function ToastProvider({ label, closeLabel, children }: ToastProviderProps) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const [isPaused, setPaused] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const nextId = useRef(1);

  const close = useCallback((id: number) => {
    setToasts((before) => before.filter((toast) => toast.id !== id));
  }, []);
  const [undoables, setUndoables] = useState<readonly Undoable[]>([]);
  const undo = useCallback(
    (id: number, action: ToastAction | undefined) => {
      close(id);
      setUndoables((before) => before.filter((other) => other.id !== id));
      action?.onAction();
    },
    [close],
  );

  useEffect(() => {
    const [oldest] = toasts;
    if (oldest === undefined || isPaused) return undefined;
    const timer = setTimeout(() => {
      close(oldest.id);
    }, shownMs);
    return () => {
      clearTimeout(timer);
    };
  }, [toasts, isPaused, close]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'F6') list.current?.querySelector<HTMLElement>('button')?.focus();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);

  const latest = useRef(undoables);
  useEffect(() => {
    latest.current = undoables;
  }, [undoables]);
  const value = useMemo<Toasts>(
    () => ({
      show: (toast) => {
        const id = nextId.current++;
        setToasts((before) => [...before, { ...toast, id }].slice(-maxToasts));
        if (toast.undo === undefined) return;
        const { label: undoLabel, onAction } = toast.undo;
        const kept = {
          id,
          text: toast.text,
          label: undoLabel,
          onAction: () => {
            undo(id, { label: undoLabel, onAction });
          },
        };
        setUndoables((before) => [kept, ...before].slice(0, maxUndoables));
        setTimeout(() => {
          setUndoables((before) => before.filter((other) => other.id !== id));
        }, undoMs);
      },
      undoLast: () => latest.current[0]?.onAction(),
      undoables,
    }),
    [undo, undoables],
  );

  return (
    <Context value={value}>
      {children}
      <section
        aria-label={label}
        className={styles.region}
        onPointerEnter={() => {
          setPaused(true);
        }}
        onPointerLeave={() => {
          setPaused(false);
        }}
        onFocus={() => {
          setPaused(true);
        }}
        onBlur={() => {
          setPaused(false);
        }}
      >
        <div role="status" aria-live="polite">
          <ol ref={list} className={styles.list}>
            {toasts.map((toast) => (
              <li
                key={toast.id}
                className={classes(styles.toast, toast.isFailure === true && styles.failure)}
              >
                <span>{toast.text}</span>
                {toast.action && (
                  <Button
                    label={toast.action.label}
                    kind="quiet"
                    onPress={() => {
                      close(toast.id);
                      toast.action?.onAction();
                    }}
                  />
                )}
                {toast.undo && (
                  <Button
                    label={toast.undo.label}
                    kind="quiet"
                    onPress={() => {
                      undo(toast.id, toast.undo);
                    }}
                  />
                )}
                <Button
                  label={closeLabel}
                  icon={X}
                  iconOnly
                  kind="quiet"
                  onPress={() => {
                    close(toast.id);
                  }}
                />
              </li>
            ))}
          </ol>
        </div>
      </section>
    </Context>
  );
}
