// The first step of the wizard: the device, from the network or by its address.
import { useState } from 'react';
import { call } from '../../../data/requests/client.ts';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { Button } from '../../../ui/buttons/Button.tsx';
import { Choice } from '../../../ui/fields/Choice.tsx';
import { Field } from '../../../ui/fields/Field.tsx';
import styles from './AddPrinter.module.css';
import { isComplete, kinds, type Discovery, type SetupInput } from './setup-input.ts';
import { useRequest } from '../../../features/actions/use-request.ts';

export interface FindProps {
  readonly input: SetupInput;
  readonly change: (part: Partial<SetupInput>) => void;
  readonly onNext: () => void;
}

export function FindDevice({ input, change, onNext }: FindProps) {
  const { t } = useTexts();
  const { kind } = input;
  const field = (key: 'uri' | 'host' | 'port' | 'imagerTitle' | 'folder', label: string, hint?: string) => (
    <Field
      label={label}
      value={input[key]}
      onChange={(value) => {
        change({ [key]: value });
      }}
      {...(hint === undefined ? {} : { hint })}
    />
  );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete(input)) onNext();
      }}
    >
      <Choice
        label={t('setup.kind')}
        options={kinds.map((id) => ({ id, label: t(`setup.kind.${id}`) }))}
        value={kind}
        onChange={(chosen) => {
          change({ kind: chosen });
        }}
      />
      {kind === 'ipp' && <Search change={change} />}
      {kind === 'ipp' && field('uri', t('setup.uri'), t('setup.uri.hint'))}
      {kind === 'dicom' && field('host', t('setup.host'))}
      {kind === 'dicom' && field('port', t('setup.port'))}
      {kind === 'dicom' && field('imagerTitle', t('setup.imager-title'))}
      {kind === 'pdf' && field('folder', t('setup.folder'), t('setup.folder.hint'))}
      <div className={styles.buttons}>
        <Button label={t('setup.next')} kind="primary" type="submit" isDisabled={!isComplete(input)} />
      </div>
    </form>
  );
}

function Search({ change }: Pick<FindProps, 'change'>) {
  const { t } = useTexts();
  const { isBusy, problem, run } = useRequest();
  const [found, setFound] = useState<Discovery>();
  const search = () =>
    run(async () => {
      setFound(await call('POST /api/printers/discover', { body: { seconds: 5 } }));
    });
  return (
    <div className={styles.search}>
      <Button
        label={t(isBusy ? 'setup.searching' : 'setup.search')}
        isPending={isBusy}
        onPress={() => void search()}
      />
      <div role="status">
        {problem}
        {found?.printers.length === 0 && (
          <p>{t(found.problem === null ? 'setup.found-none' : 'setup.no-search')}</p>
        )}
      </div>
      {found !== undefined && found.printers.length > 0 && (
        <ul className={styles.found}>
          {found.printers.map(({ name, uri, model, location, printer }) => (
            <li key={`${name} ${uri}`}>
              <Button
                label={name}
                onPress={() => {
                  change({ uri });
                }}
              />
              <span dir="auto">{[model, location].filter((text) => text !== null).join(', ')}</span>
              {printer !== null && <span>{t('setup.in-use', { printer })}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
