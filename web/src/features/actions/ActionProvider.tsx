// Runs the commands of all pages: marks the pending ones, asks for confirmation of commands that cannot be undone, and reports
// the outcome with an Undo, without leaving the page. Start at `useActions`.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { RequestFailure } from '../../data/requests/client.ts';
import {
  needsConfirmation,
  perform,
  undoOf,
  type Command,
  type Outcome,
} from '../../data/requests/commands.ts';
import { keys } from '../../data/queries/keys.ts';
import { useMay } from '../../data/states/permissions.ts';
import type { JobRow } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Confirmation } from '../../ui/overlays/Dialogs.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { doneText, failureText } from './action-texts.ts';
import { useRefusalText } from './role-texts.ts';
import { ChoosePrinter } from './ChoosePrinter.tsx';

/** The command for which the user chooses a printer. */
export type PrinterChoice =
  { readonly kind: 'job'; readonly job: JobRow } | { readonly kind: 'queue'; readonly printer: string };

export interface Actions {
  readonly run: (command: Command) => void;
  /** Lets the user choose another printer, then moves the films to it. */
  readonly chooseMove: (choice: PrinterChoice) => void;
  /** Whether a command for this job id or AE title is pending. */
  readonly isPending: (subject: string) => boolean;
}

const Context = createContext<Actions>({
  run: () => undefined,
  chooseMove: () => undefined,
  isPending: () => false,
});

export const useActions = (): Actions => useContext(Context);

const subjectOf = (command: Command) => ('job' in command ? command.job.id : command.printer);

export function ActionProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const texts = useTexts();
  const { show } = useToasts();
  const may = useMay();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Command>();
  const [choice, setChoice] = useState<PrinterChoice>();

  // An Undo runs the latest version of this function.
  const start = useRef<(command: Command) => void>(() => undefined);
  const execute = useCallback(
    async (command: Command) => {
      const subject = subjectOf(command);
      setPending((before) => new Set([...before, subject]));
      try {
        const outcome = await perform(command);
        const undo = undoOf(command, outcome);
        show({
          text: doneText(texts, command, outcome),
          ...(undo === undefined
            ? {}
            : {
                undo: {
                  label: texts.t(command.kind === 'cancel' ? 'action.print-after-all' : 'action.undo'),
                  onAction: () => {
                    start.current(undo);
                  },
                },
              }),
        });
        noteOutcome(outcome);
      } catch (error) {
        if (!(error instanceof RequestFailure)) throw error;
        if (error.code !== 'token-needed') show({ text: failureText(texts, error), isFailure: true });
      } finally {
        setPending((before) => new Set([...before].filter((other) => other !== subject)));
        void client.invalidateQueries({ queryKey: keys.status });
      }
    },
    [client, show, texts],
  );
  function noteOutcome(outcome: Outcome): void {
    if (outcome.kind === 'printer')
      void client.invalidateQueries({ queryKey: keys.printer(outcome.printer.aeTitle) });
    else {
      void client.invalidateQueries({ queryKey: keys.job(outcome.job.id) });
      void client.invalidateQueries({ queryKey: keys.printerQueue(outcome.job.printer) });
    }
  }
  start.current = (command) => {
    void execute(command);
  };

  const refusal = useRefusalText();
  const actions = useMemo<Actions>(
    () => ({
      run: (command) => {
        if (!may(command.kind)) show({ text: refusal, isFailure: true });
        else if (needsConfirmation(command)) setAsked(command);
        else start.current(command);
      },
      chooseMove: setChoice,
      isPending: (subject) => pending.has(subject),
    }),
    [pending, may, refusal, show, texts],
  );

  return (
    <Context value={actions}>
      {children}
      {asked !== undefined && (
        <Confirmation
          title={texts.t('confirm.cancel.title')}
          sentence={texts.t('confirm.cancel.sentence')}
          keepLabel={texts.t('confirm.keep')}
          doLabel={texts.t('confirm.cancel.do')}
          onDo={() => {
            start.current(asked);
          }}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
      {choice !== undefined && (
        <ChoosePrinter
          from={choice.kind === 'job' ? choice.job.printer : choice.printer}
          onChoose={(printer) => {
            actions.run(
              choice.kind === 'job'
                ? { kind: 'move', job: choice.job, printer }
                : { kind: 'move-queue', printer: choice.printer, to: printer },
            );
          }}
          onClose={() => {
            setChoice(undefined);
          }}
        />
      )}
    </Context>
  );
}
