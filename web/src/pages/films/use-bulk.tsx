// Commands on many films: asks where they are many or printing, reports how many changed, says why others did not.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { ChoosePrinter } from '../../features/actions/ChoosePrinter.tsx';
import { failureText } from '../../features/actions/action-texts.ts';
import {
  bulkNeedsConfirmation,
  bulkUndoOf,
  performBulk,
  type BulkAction,
  type BulkCommand,
} from '../../data/bulk.ts';
import { RequestFailure } from '../../data/client.ts';
import { possibleActions, shownState } from '../../data/job-states.ts';
import { keys } from '../../data/keys.ts';
import type { ApiBulkResult, JobRow } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Confirmation, Sheet } from '../../ui/Dialogs.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { BulkFailures } from './BulkFailures.tsx';

export interface Bulk {
  readonly run: (command: BulkCommand) => void;
  readonly chooseMove: (rows: readonly JobRow[]) => void;
  /** The key of an action on rows. */
  readonly onKey: (key: string, rows: readonly JobRow[]) => void;
  readonly dialogs: ReactNode;
}

/** The rows for which an action makes sense. */
export const rowsFor = <T extends JobRow>(action: BulkAction, rows: readonly T[]): readonly T[] =>
  rows.filter((row) => possibleActions(shownState(row), row.payloadRemovedAt === null).includes(action));

export function useBulk(): Bulk {
  const texts = useTexts();
  const { t } = texts;
  const client = useQueryClient();
  const { show } = useToasts();
  const [asked, setAsked] = useState<BulkCommand>();
  const [toMove, setToMove] = useState<readonly JobRow[]>();
  const [failures, setFailures] = useState<readonly ApiBulkResult[]>();
  const start = useRef<(command: BulkCommand) => void>(() => undefined);

  const execute = useCallback(
    async (command: BulkCommand) => {
      try {
        const results = await performBulk(command);
        const failed = results.filter(({ error }) => error !== undefined);
        const undo = bulkUndoOf(command, results);
        const done = results.length - failed.length;
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
        const action = failed.length > 0 ? showAction : undoAction;
        show({
          text:
            t(`bulk.done.${command.action}`, { count: done }) +
            (failed.length > 0 ? ` ${t('bulk.failed', { count: failed.length })}` : ''),
          ...(action === undefined ? {} : { action }),
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
    if (command.rows.length === 0) return;
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
          title={t(`bulk.ask.${asked.action}`, { count: asked.rows.length })}
          sentence={t('bulk.ask.sentence')}
          keepLabel={t('bulk.keep')}
          doLabel={t('bulk.do', { count: asked.rows.length })}
          onDo={() => {
            start.current(asked);
          }}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
      {toMove !== undefined && toMove.length > 0 && (
        <ChoosePrinter
          from={toMove[0]?.printer ?? ''}
          onChoose={(printer) => {
            run({ action: 'move', rows: toMove, printer });
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
