// A grid for any number of rows of equal height. Only visible rows are in the document; the scroll bar is that of all rows. The
// grid itself keeps the focus and names its current row (`aria-activedescendant`), so that the focus stays when rows change or
// leave. React Aria's tables build every row: 50,000 took 585 MB and 1.3 s per change, measured. Start at `BigGrid`.
import {
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { flushSync } from 'react-dom';
import { classes } from '../../lib/classes.ts';
import { movedTo, selectedRange, type GridMove } from '../../lib/grid-moves.ts';
import styles from './BigGrid.module.css';

export interface GridColumn<T> {
  readonly id: string;
  readonly header: string;
  /** A track of `grid-template-columns`. */
  readonly width: string;
  readonly isRowHeader?: boolean;
  /** The header is read by screen readers, but not shown. */
  readonly isHeaderHidden?: boolean;
  readonly cell: (row: T) => ReactNode;
}

export interface BigGridProps<T> {
  readonly label: string;
  readonly selectLabel: string;
  readonly rowCount: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly columns: readonly GridColumn<T>[];
  /** undefined: not loaded yet. */
  readonly rowAt: (index: number) => T | undefined;
  readonly idOf: (row: T) => string;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly onOpen: (row: T) => void;
  /** The rows in sight, to load them. */
  readonly onVisible: (first: number, last: number) => void;
  readonly isHeaderHidden?: boolean;
  /** Scrolls to this row whenever the object changes. */
  readonly target?: { readonly index: number } | undefined;
  /** Further keys for the current row. */
  readonly onRowKey?: (key: string, row: T) => void;
}

/** Rows rendered above and below the visible ones. */
const overscan = 6;

const moves: Readonly<Record<string, GridMove>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  PageDown: 'next-page',
  PageUp: 'previous-page',
  Home: 'first',
  End: 'last',
};

export function BigGrid<T>(props: BigGridProps<T>) {
  const { label, rowCount, rowHeight, columns, rowAt, idOf, selected, onSelect, onOpen, onVisible } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [current, setCurrent] = useState(0);
  const anchor = useRef(0);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setHeight(element.clientHeight);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  const perPage = Math.max(1, Math.floor(height / rowHeight) - 1);
  const firstInSight = Math.floor(top / rowHeight);
  const first = Math.max(0, firstInSight - overscan);
  const last = Math.min(rowCount - 1, firstInSight + perPage + 1 + overscan);
  useEffect(() => {
    if (rowCount > 0) onVisible(first, last);
  }, [first, last, rowCount, onVisible]);

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (element === null) return;
      const [start, end] = [index * rowHeight, (index + 1) * rowHeight];
      if (start < element.scrollTop) element.scrollTop = start;
      else if (end > element.scrollTop + element.clientHeight) element.scrollTop = end - element.clientHeight;
    },
    [rowHeight],
  );

  const { target } = props;
  useEffect(() => {
    if (target === undefined || scroller.current === null) return;
    setCurrent(target.index);
    scroller.current.scrollTop = target.index * rowHeight;
  }, [target, rowHeight]);

  const active = Math.min(current, Math.max(0, rowCount - 1));
  const toggle = (index: number) => {
    const row = rowAt(index);
    if (row === undefined) return;
    anchor.current = index;
    const next = new Set(selected);
    if (!next.delete(idOf(row))) next.add(idOf(row));
    onSelect(next);
  };
  const selectTo = (index: number) => {
    onSelect(
      new Set(
        selectedRange(anchor.current, index)
          .flatMap((at) => rowAt(at) ?? [])
          .map(idOf),
      ),
    );
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    const row = rowAt(active);
    if (move !== undefined) {
      const next = movedTo(move, { current: active, rowCount, perPage });
      setCurrent(next);
      reveal(next);
      if (event.shiftKey) selectTo(next);
    } else if (event.key === ' ') toggle(active);
    else if (event.key === 'Enter' && row !== undefined) onOpen(row);
    else if (event.key === 'Escape' && selected.size > 0) onSelect(new Set());
    else {
      if (row !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey)
        props.onRowKey?.(event.key, row);
      return;
    }
    event.preventDefault();
  };
  const onRowClick = (event: MouseEvent, index: number) => {
    setCurrent(index);
    if (event.shiftKey) selectTo(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else anchor.current = index;
  };

  const template = `28px ${columns.map(({ width }) => width).join(' ')}`;
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      {...(rowCount > 0 ? { 'aria-activedescendant': `${id}-${active}` } : {})}
      className={styles.grid}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => {
        // Rendered synchronously, because rows that appear a frame later flicker.
        flushSync(() => {
          setTop(currentTarget.scrollTop);
        });
      }}
    >
      <div
        role="row"
        aria-rowindex={1}
        className={classes(styles.head, props.isHeaderHidden === true && styles.hidden)}
        style={{ gridTemplateColumns: template }}
      >
        <span role="columnheader" className={styles.select}>
          <span className={styles.hidden}>{props.selectLabel}</span>
        </span>
        {columns.map(({ id: column, header, isHeaderHidden = false }) => (
          <span role="columnheader" key={column}>
            <span className={classes(isHeaderHidden && styles.hidden)}>{header}</span>
          </span>
        ))}
      </div>
      <div role="rowgroup" className={styles.body} style={{ blockSize: `${rowCount * rowHeight}px` }}>
        {indexes.map((index) => {
          const row = rowAt(index);
          const isSelected = row !== undefined && selected.has(idOf(row));
          return (
            <div
              key={index}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={isSelected}
              className={classes(
                styles.row,
                index === active && styles.current,
                isSelected && styles.selected,
              )}
              style={{
                gridTemplateColumns: template,
                blockSize: `${rowHeight}px`,
                insetBlockStart: `${index * rowHeight}px`,
              }}
              onClick={(event) => {
                onRowClick(event, index);
              }}
              onDoubleClick={() => {
                if (row !== undefined) onOpen(row);
              }}
            >
              <span
                role="gridcell"
                className={styles.select}
                onClick={(event) => {
                  event.stopPropagation();
                  setCurrent(index);
                  if (event.shiftKey) selectTo(index);
                  else toggle(index);
                }}
              >
                <span aria-hidden className={classes(styles.box, isSelected && styles.checked)} />
              </span>
              {columns.map(({ id: column, cell, isRowHeader = false }) => (
                <span
                  key={column}
                  role={isRowHeader ? 'rowheader' : 'gridcell'}
                  className={classes(styles.cell, isRowHeader && styles.opens)}
                  {...(isRowHeader
                    ? {
                        // The cell that names a row opens it with one click or tap, like a link.
                        onClick: (event) => {
                          const hasModifier = event.shiftKey || event.ctrlKey || event.metaKey;
                          if (row !== undefined && !hasModifier) onOpen(row);
                        },
                      }
                    : {})}
                >
                  {row === undefined ? <span className={styles.loading} /> : cell(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
