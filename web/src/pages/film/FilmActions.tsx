// The actions of a film, and its downloads.
import { Download, FileText, Image, Printer } from 'lucide-react';
import { useActions } from '../../features/actions/ActionProvider.tsx';
import { actionIcons } from '../../features/job/JobMenu.tsx';
import { download } from '../../data/requests/downloads.ts';
import { possibleActions, shownState } from '../../data/states/job-states.ts';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import styles from './Film.module.css';

export interface FilmActionsProps {
  readonly job: ApiJob;
  /** From 1: the page of the picture. */
  readonly page: number;
  readonly onReprint: () => void;
}

/** Actions with a button of their own; all are in the menu. */
const offered = ['release', 'retry', 'printed', 'hold', 'cancel'] as const;

export function FilmActions({ job, page, onReprint }: FilmActionsProps) {
  const { t } = useTexts();
  const { run, isPending } = useActions();
  const { show } = useToasts();
  const possible = possibleActions(shownState(job), job.payloadRemovedAt === null);
  const save = (kind: 'pdf' | 'png') => {
    download(kind, job.id, page).catch(() => {
      show({ text: t('error.no-answer'), isFailure: true });
    });
  };
  return (
    <div className={styles.actions}>
      {possible.includes('reprint') && (
        <Button label={t('action.reprint')} icon={Printer} kind="primary" onPress={onReprint} />
      )}
      {offered.map((action) =>
        possible.includes(action) ? (
          <Button
            key={action}
            label={
              action === 'retry' && job.state === 'UNKNOWN' ? t('action.print-again') : t(`action.${action}`)
            }
            icon={actionIcons[action]}
            isPending={isPending(job.id)}
            onPress={() => {
              run({ kind: action, job });
            }}
          />
        ) : null,
      )}
      {job.pages !== null && job.payloadRemovedAt === null && (
        <>
          <Button
            label={t('film.download.pdf')}
            icon={Download}
            onPress={() => {
              save('pdf');
            }}
          />
          <Button
            label={t('film.download.png')}
            icon={Image}
            onPress={() => {
              save('png');
            }}
          />
        </>
      )}
      <Button
        label={t('film.print-ticket')}
        icon={FileText}
        onPress={() => {
          print();
        }}
      />
    </div>
  );
}
