// Edits a configuration: form, text and findings, and the dialogs that apply it. Edits are kept whatever the server answers.
import { FileDiff, RotateCcw } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { RequestFailure } from '../../data/requests/client.ts';
import {
  checkConfig,
  reloadConfig,
  rollbackConfig,
  saveConfig,
  type ConfigChange,
  type ConfigCheck,
  type ConfigFinding,
  type ConfigShown,
} from '../../data/requests/config-requests.ts';
import { failureText } from '../../features/actions/action-texts.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { CodeArea, type CodeAreaHandle } from '../../ui/fields/CodeArea.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { ConfigForm } from './ConfigForm.tsx';
import { ConfigHistory } from './ConfigHistory.tsx';
import { ConfigNotes } from './ConfigNotes.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import { ReviewDialog } from './ReviewDialog.tsx';
import type { SchemaNode } from './schema.ts';
import { useCheck } from './use-check.ts';
import { openYaml } from './yaml-edit.ts';
import styles from './Configuration.module.css';

export interface ConfigEditorProps {
  readonly schema: SchemaNode;
  readonly shown: ConfigShown;
  /** The top-level key that is edited, without the text; default: all. */
  readonly only?: string;
  /** Reads the file again. */
  readonly onReload: () => Promise<ConfigShown | undefined>;
}

export function ConfigEditor({ schema, shown, only, onReload }: ConfigEditorProps) {
  const texts = useTexts();
  const { t } = texts;
  const { show } = useToasts();
  /** The file as it was when editing began. */
  const [base, setBase] = useState(shown);
  const [text, setText] = useState(shown.text);
  const [isBusy, setBusy] = useState(false);
  const [review, setReview] = useState<ConfigCheck>();
  const [theirs, setTheirs] = useState<ConfigShown>();
  const area = useRef<CodeAreaHandle>(null);
  const isEdited = text !== base.text;
  const found = useCheck(text, base.text);
  const yaml = useMemo(() => openYaml(text), [text]);
  const findings = useMemo(() => found?.findings ?? [], [found]);
  const byPath = useMemo(
    () =>
      new Map(
        [...Map.groupBy(findings, ({ path }) => path ?? '')].map(([path, some]) => [
          path,
          some.map(({ message }) => message),
        ]),
      ),
    [findings],
  );
  const lines = useMemo(() => new Set(findings.flatMap(({ line }) => line ?? [])), [findings]);

  // While nothing is edited, the page shows the current file.
  useEffect(() => {
    if (isEdited || shown.version === base.version) return;
    setBase(shown);
    setText(shown.text);
  }, [shown, base, isEdited]);
  useEffect(() => {
    if (!isEdited) return undefined;
    const warn = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
    };
  }, [isEdited]);

  /** Runs a request; a conflict opens the comparison, every other failure is a message. */
  const attempt = async <T,>(request: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      if (error.code === 'config-changed') {
        setReview(undefined);
        setTheirs(await onReload());
      } else show({ text: failureText(texts, error), isFailure: true });
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const noteApplied = async (change: ConfigChange | undefined) => {
    if (change === undefined) return;
    setReview(undefined);
    const now = await onReload();
    if (now !== undefined) {
      setBase(now);
      setText(now.text);
    }
    const count = change.differences.length;
    show({
      text:
        change.needsRestart.length > 0
          ? t('config.applied.restart', { count, keys: change.needsRestart.slice(0, 3).join(', ') })
          : t('config.applied', { count }),
    });
  };

  return (
    <>
      {only === undefined && (
        <ConfigNotes
          state={base.state}
          isBusy={isBusy}
          onApplyFile={() => void attempt(reloadConfig).then(noteApplied)}
        />
      )}
      <div className={styles.bar}>
        <span role="status" className={styles.status}>
          {!isEdited
            ? t('config.unchanged')
            : findings.length > 0
              ? t('config.findings', { count: findings.length })
              : t('config.edited')}
        </span>
        {isEdited && (
          <Button
            label={t('config.discard')}
            icon={RotateCcw}
            onPress={() => {
              setText(base.text);
            }}
          />
        )}
        <Button
          label={t('config.review')}
          icon={FileDiff}
          kind="primary"
          isDisabled={!isEdited}
          isPending={isBusy}
          onPress={() =>
            void attempt(() => checkConfig(text)).then((check) => {
              if (check?.valid === true) setReview(check);
              else if (check !== undefined) {
                show({ text: t('config.findings', { count: check.findings.length }), isFailure: true });
                const line = check.findings.find((one) => one.line !== null)?.line;
                if (typeof line === 'number') area.current?.focusLine(line);
              }
            })
          }
        />
      </div>
      <div className={only === undefined ? styles.editor : styles.single}>
        <div className={styles.form}>
          {yaml.kind === 'open' ? (
            <ConfigForm
              schema={schemaOf(schema, only)}
              yaml={yaml.yaml}
              findings={byPath}
              onText={setText}
              onLine={(line) => area.current?.focusLine(line)}
            />
          ) : (
            <p className={styles.invalid}>{t('config.not-yaml')}</p>
          )}
        </div>
        {only === undefined ? (
          <div className={styles.text}>
            <CodeArea
              ref={area}
              label={t('config.text')}
              value={text}
              onChange={setText}
              markedLines={lines}
            />
            {findings.length > 0 && (
              <Findings findings={findings} onLine={(line) => area.current?.focusLine(line)} />
            )}
          </div>
        ) : (
          findings.length > 0 && <Findings findings={findings} />
        )}
      </div>
      {only === undefined && (
        <ConfigHistory
          history={base.history}
          current={base.version}
          isBusy={isBusy}
          onRollback={(version) =>
            void attempt(() => rollbackConfig(version, base.version)).then(noteApplied)
          }
        />
      )}
      {review !== undefined && (
        <ReviewDialog
          check={review}
          before={base.text}
          after={text}
          isBusy={isBusy}
          onApply={() => void attempt(() => saveConfig(text, base.version)).then(noteApplied)}
          onClose={() => {
            setReview(undefined);
          }}
        />
      )}
      {theirs !== undefined && (
        <ConflictDialog
          base={base.text}
          mine={text}
          theirs={theirs}
          onChoose={(chosen) => {
            setBase(theirs);
            setText(chosen);
            setTheirs(undefined);
          }}
          onClose={() => {
            setTheirs(undefined);
          }}
        />
      )}
    </>
  );
}

/** The schema of one key alone. */
function schemaOf(schema: SchemaNode, only: string | undefined): SchemaNode {
  const node = only === undefined ? undefined : schema.properties?.[only];
  return only === undefined || node === undefined ? schema : { properties: { [only]: node } };
}

interface FindingsProps {
  readonly findings: readonly ConfigFinding[];
  readonly onLine?: (line: number) => void;
}

function Findings({ findings, onLine }: FindingsProps) {
  const { t } = useTexts();
  return (
    <ul className={styles.findings} aria-label={t('config.findings', { count: findings.length })}>
      {findings.map(({ line, message }, at) => (
        <li key={at}>
          {line !== null && onLine !== undefined && (
            <Button
              label={t('config.line', { line })}
              kind="quiet"
              onPress={() => {
                onLine(line);
              }}
            />
          )}
          <bdi lang="en" dir="ltr">
            {message}
          </bdi>
        </li>
      ))}
    </ul>
  );
}
