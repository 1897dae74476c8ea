// Edits the settings of a printer: what is wrong is shown at its field, and when another user was faster, nothing is overwritten until
// the user has seen what changed. Start at `EditPrinter`.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call, RequestFailure, type AnswerOf } from '../../../data/requests/client.ts';
import { keys } from '../../../data/queries/keys.ts';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { classes } from '../../../lib/classes.ts';
import { printerPath, systemPath } from '../../../lib/paths.ts';
import {
  changedFields,
  editedKeys,
  editedPrinter,
  editOf,
  onTopOf,
  type PrinterEdit,
  type WrittenPrinter,
} from '../../../lib/printer-edit.ts';
import { Button } from '../../../ui/buttons/Button.tsx';
import { Empty, Skeleton } from '../../../ui/display/Panel.tsx';
import { useToasts } from '../../../ui/overlays/Toasts.tsx';
import { useRequest } from '../../../features/actions/use-request.ts';
import styles from './AddPrinter.module.css';
import { PrinterFields } from './PrinterFields.tsx';

type Finding = AnswerOf<'POST /api/printers/check'>['findings'][number];

/** What editing began with. */
interface Base {
  readonly printer: WrittenPrinter;
  readonly version: string;
  readonly edit: PrinterEdit;
}

async function readBase(aeTitle: string): Promise<Base> {
  const { printer, version } = await call('GET /api/printers/{aeTitle}/configuration', {
    params: { aeTitle },
  });
  return { printer, version, edit: editOf(printer) };
}

export interface EditPrinterProps {
  readonly aeTitle: string;
  readonly onClose: () => void;
}

export function EditPrinter({ aeTitle, onClose }: EditPrinterProps) {
  const { t } = useTexts();
  // Read when editing begins: what other users change meanwhile is a conflict.
  const query = useQuery({
    queryKey: ['written-printer', aeTitle],
    queryFn: () => readBase(aeTitle),
    staleTime: Infinity,
    gcTime: 0,
  });
  if (query.data !== undefined) return <Form aeTitle={aeTitle} start={query.data} onClose={onClose} />;
  if (query.error === null) return <Skeleton rows={6} label={t('shell.loading')} />;
  return (
    <Empty sentence={t('error.no-answer')}>
      <Button label={t('action.retry')} onPress={() => void query.refetch()} />
      <Button label={t('setup.cancel')} onPress={onClose} />
    </Empty>
  );
}

/** The key at the beginning of a message is that of its field. */
const withoutPath = ({ path, message }: Finding) =>
  path !== null && message.startsWith(`${path}:`) ? message.slice(path.length + 1).trim() : message;

/** The field of a key, or of a key within it; undefined: the form has none. */
function fieldOf(path: string | null, { destinations }: PrinterEdit): string | undefined {
  const [first = ''] = (path ?? '').split(/[.[]/, 1);
  const place = /^destinations\[\d+\]/.exec(path ?? '')?.[0];
  if (destinations.some(({ index }) => place === `destinations[${index}]`)) return place;
  return editedKeys.find((key) => key === first);
}

function Form({ aeTitle, start, onClose }: EditPrinterProps & { readonly start: Base }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { show } = useToasts();
  const [base, setBase] = useState(start);
  const [edit, setEdit] = useState(start.edit);
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  const [theirs, setTheirs] = useState<Base>();
  const { isBusy, problem, run } = useRequest();
  const problemAt = (key: string) => {
    const found = findings.filter(({ path }) => fieldOf(path, edit) === key);
    return found.length === 0 ? undefined : found.map(withoutPath).join(' ');
  };
  const save = () =>
    run(async () => {
      const printer = editedPrinter(base.printer, base.edit, edit);
      const checked = await call('POST /api/printers/check', { body: { printer, replaces: aeTitle } });
      setFindings(checked.findings);
      if (!checked.valid) return;
      try {
        await call('PUT /api/printers/{aeTitle}', {
          params: { aeTitle },
          body: { printer },
          headers: { 'if-match': `"${base.version}"` },
        });
      } catch (error) {
        if (!(error instanceof RequestFailure) || error.code !== 'config-changed') throw error;
        setTheirs(await readBase(aeTitle));
        return;
      }
      await client.invalidateQueries({ queryKey: keys.status });
      show({ text: t('setup.saved', { printer: printer.aeTitle }) });
      onClose();
      if (printer.aeTitle !== aeTitle) navigate(printerPath(printer.aeTitle, 'settings'));
    });
  const goOn = (next: Base, fields: PrinterEdit) => {
    setBase(next);
    setEdit(fields);
    setFindings([]);
    setTheirs(undefined);
  };
  const others = findings.filter(({ path }) => fieldOf(path, edit) === undefined);
  return (
    <form
      className={classes(styles.form, styles.edit)}
      aria-label={t('setup.edit')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <PrinterFields aeTitle={aeTitle} edit={edit} onChange={setEdit} problemAt={problemAt} />
      {findings.length > 0 && (
        <div role="alert" className={styles.problem}>
          <p>{t('setup.fields')}</p>
          {others.map(({ path, message }) => (
            <p key={`${path ?? ''} ${message}`} lang="en">
              {message}
            </p>
          ))}
        </div>
      )}
      {problem !== undefined && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {theirs !== undefined && (
        <Conflict
          changed={changedFields(base.edit, theirs.edit)}
          onTheirs={() => {
            goOn(theirs, theirs.edit);
          }}
          onMine={() => {
            goOn(theirs, onTopOf(theirs.edit, base.edit, edit));
          }}
        />
      )}
      <div className={styles.buttons}>
        <Button
          label={t('setup.save')}
          kind="primary"
          type="submit"
          isPending={isBusy}
          isDisabled={theirs !== undefined}
        />
        <Button label={t('setup.cancel')} onPress={onClose} />
      </div>
      <Link href={systemPath('config')} className={styles.open}>
        {t('setup.advanced')}
      </Link>
    </form>
  );
}

interface ConflictProps {
  /** Keys that the other user changed. */
  readonly changed: readonly string[];
  readonly onTheirs: () => void;
  readonly onMine: () => void;
}

function Conflict({ changed, onTheirs, onMine }: ConflictProps) {
  const { t } = useTexts();
  return (
    <div role="alert" className={styles.conflict}>
      <p>{t('setup.conflict')}</p>
      <p>
        {changed.length === 0
          ? t('setup.conflict.none')
          : t('setup.conflict.fields', { fields: changed.join(', ') })}
      </p>
      <div className={styles.buttons}>
        <Button label={t('setup.conflict.mine')} onPress={onMine} />
        <Button label={t('setup.conflict.theirs')} onPress={onTheirs} />
      </div>
    </div>
  );
}
