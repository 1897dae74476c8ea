// Messages about what was done, in a list of its own that is announced politely; F6 moves the focus to it. A message stays for
// ten seconds, and longer while the pointer or the focus is on it. Start at `ToastProvider`.
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
import { Button } from './Button.tsx';
import { classes } from '../lib/classes.ts';
import styles from './Toasts.module.css';

export interface Toast {
  readonly text: string;
  readonly isFailure?: boolean;
  readonly action?: { readonly label: string; readonly onAction: () => void };
}

interface Shown extends Toast {
  readonly id: number;
}

const shownMs = 10_000;
const maxToasts = 4;

interface Toasts {
  readonly show: (toast: Toast) => void;
  /** Does the action of the newest message: the key `z`. */
  readonly undoLast: () => void;
}

const Context = createContext<Toasts>({ show: () => undefined, undoLast: () => undefined });

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
  const act = useCallback(
    ({ id, action }: Shown) => {
      close(id);
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

  const latest = useRef(toasts);
  useEffect(() => {
    latest.current = toasts;
  }, [toasts]);
  const value = useMemo<Toasts>(
    () => ({
      show: (toast) => {
        const id = nextId.current++;
        setToasts((before) => [...before, { ...toast, id }].slice(-maxToasts));
      },
      undoLast: () => {
        const last = latest.current.findLast(({ action }) => action !== undefined);
        if (last) act(last);
      },
    }),
    [act],
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
                      act(toast);
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
