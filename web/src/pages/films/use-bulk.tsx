// Runs commands on many films: asks for confirmation if they are many or being printed, and reports how many were changed and
// why others were not.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { ChoosePrinter } from '../../features/actions/ChoosePrinter.tsx';
import { failureText } from '../../features/actions/action-texts.ts';
import {
  bulkCount,
  bulkNeedsConfirmation,
  bulkUndoOf,
  performBulk,
  type BulkAction,
  type BulkCommand,
  type BulkMatch,
} from '../../data/requests/bulk.ts';
import { RequestFailure } from '../../data/requests/client.ts';
import { possibleActions, shownState } from '../../data/states/job-states.ts';
import { keys } from '../../data/queries/keys.ts';
import type { ApiBulkResult, JobRow } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Confirmation, Sheet } from '../../ui/overlays/Dialogs.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { BulkFailures } from './BulkFailures.tsx';

export interface Bulk {
  readonly run: (command: BulkCommand) => void;
  readonly chooseMove: (rows: readonly JobRow[] | BulkMatch) => void;
  /** Runs the action of a key on these rows. */
  readonly onKey: (key: string, rows: readonly JobRow[]) => void;
  readonly dialogs: ReactNode;
}

const isRows = (chosen: readonly JobRow[] | BulkMatch): chosen is readonly JobRow[] => Array.isArray(chosen);

/** The rows to which an action applies. */
export const rowsFor = <T extends JobRow>(action: BulkAction, rows: readonly T[]): readonly T[] =>
  rows.filter((row) => possibleActions(shownState(row), row.payloadRemovedAt === null).includes(action));

export function useBulk(): Bulk {
  const texts = useTexts();
  const { t } = texts;
  const client = useQueryClient();
  const { show } = useToasts();
  const [asked, setAsked] = useState<BulkCommand>();
  const [toMove, setToMove] = useState<readonly JobRow[] | BulkMatch>();
  const [failures, setFailures] = useState<readonly ApiBulkResult[]>();
  const start = useRef<(command: BulkCommand) => void>(() => undefined);

  const execute = useCallback(
    async (command: BulkCommand) => {
      try {
        const outcome = await performBulk(command);
        const { done, refused, failures: failed } = outcome;
        const undo = bulkUndoOf(command, outcome);
        const undoAction = undo && {
          label: t(command.action === 'cancel' ? 'action.print-after-all' : 'action.undo'),
          onAction: () => {
            start.current(undo);
          },
        };
        const showAction = {
          label: t('bulk.show'),
          onAction: () => {
            setFailures(failed);
          },
        };
        show({
          text:
            t(`bulk.done.${command.action}`, { count: done }) +
            (refused > 0 ? ` ${t('bulk.failed', { count: refused })}` : ''),
          ...(failed.length > 0 ? { action: showAction } : {}),
          ...(undoAction === undefined ? {} : { undo: undoAction }),
        });
      } catch (error) {
        if (!(error instanceof RequestFailure)) throw error;
        show({ text: failureText(texts, error), isFailure: true });
      } finally {
        void client.invalidateQueries({ queryKey: keys.status });
      }
    },
    [client, show, t, texts],
  );
  start.current = (command) => {
    void execute(command);
  };
  const run = (command: BulkCommand) => {
    if (bulkCount(command) === 0) return;
    if (bulkNeedsConfirmation(command)) setAsked(command);
    else start.current(command);
  };
  const byKey: Readonly<Record<string, (rows: readonly JobRow[]) => void>> = {
    h: (rows) => {
      const held = rowsFor('release', rows);
      run(
        held.length > 0 ? { action: 'release', rows: held } : { action: 'hold', rows: rowsFor('hold', rows) },
      );
    },
    r: (rows) => {
      run({ action: 'retry', rows: rowsFor('retry', rows) });
    },
    p: (rows) => {
      run({ action: 'reprint', rows: rowsFor('reprint', rows) });
    },
    m: (rows) => {
      setToMove(rowsFor('move', rows));
    },
    Delete: (rows) => {
      run({ action: 'cancel', rows: rowsFor('cancel', rows) });
    },
  };
  const dialogs = (
    <>
      {asked !== undefined && (
        <Confirmation
          title={t(`bulk.ask.${asked.action}`, { count: bulkCount(asked) })}
          sentence={t('bulk.ask.sentence')}
          keepLabel={t('bulk.keep')}
          doLabel={t('bulk.do', { count: bulkCount(asked) })}
          onDo={() => {
            start.current(asked);
          }}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
      {toMove !== undefined && (!isRows(toMove) || toMove.length > 0) && (
        <ChoosePrinter
          from={isRows(toMove) ? (toMove[0]?.printer ?? '') : (toMove.filters.printer ?? '')}
          onChoose={(printer) => {
            if (isRows(toMove)) run({ action: 'move', rows: toMove, printer });
            else run({ action: 'move', rows: [], match: toMove, printer });
          }}
          onClose={() => {
            setToMove(undefined);
          }}
        />
      )}
      {failures !== undefined && (
        <Sheet
          title={t('bulk.failures')}
          closeLabel={t('action.close')}
          onClose={() => {
            setFailures(undefined);
          }}
        >
          <BulkFailures results={failures} />
        </Sheet>
      )}
    </>
  );
  return { run, chooseMove: setToMove, onKey: (key, rows) => byKey[key]?.(rows), dialogs };
}
