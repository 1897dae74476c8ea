// The wizard that adds a printer: find → check → name → test page → done. Going back keeps what was entered; only the button
// “Add printer” changes the configuration. Start at `AddPrinter`.
import { useQueryClient } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../../data/requests/client.ts';
import { keys } from '../../../data/queries/keys.ts';
import { useStatus } from '../../../data/queries/queries.ts';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { printerPath, routes } from '../../../lib/paths.ts';
import { writtenTrays } from '../../../lib/printer-edit.ts';
import { useTitle } from '../../../lib/browser/use-title.ts';
import { Button } from '../../../ui/buttons/Button.tsx';
import { Choice } from '../../../ui/fields/Choice.tsx';
import { Field } from '../../../ui/fields/Field.tsx';
import { FindDevice } from './FindDevice.tsx';
import { ProbeResult } from './ProbeResult.tsx';
import { TrayFields } from './TrayFields.tsx';
import { deviceOf, media, startInput, steps, type Probe, type SetupInput, type Step } from './setup-input.ts';
import styles from './AddPrinter.module.css';
import { useRequest } from '../../../features/actions/use-request.ts';

export function AddPrinter() {
  const { t } = useTexts();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>('find');
  const [input, setInput] = useState(startInput);
  const [probe, setProbe] = useState<Probe>();
  const { isBusy, problem, run } = useRequest();
  useTitle(t('setup.title'));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (step !== 'find') heading.current?.focus();
  }, [step]);
  const change = (part: Partial<SetupInput>) => {
    setInput((before) => ({ ...before, ...part }));
  };
  const check = () =>
    run(async () => {
      setProbe(undefined);
      setStep('probe');
      setProbe(await call('POST /api/printers/probe', { body: deviceOf(input) }));
    });
  const add = () =>
    run(async () => {
      const { aeTitle, name, medium, trays } = input;
      const destination = probe?.destination ?? { kind: input.kind };
      await call('POST /api/printers', {
        body: {
          printer: {
            aeTitle: aeTitle.trim(),
            ...(name.trim() === '' ? {} : { name: name.trim() }),
            medium,
            destinations: [{ ...destination, ...writtenTrays(trays) }],
          },
        },
      });
      await client.invalidateQueries({ queryKey: keys.status });
      setStep('test');
    });
  return (
    <div className={styles.page}>
      <Link href={routes.printers} className={styles.back}>
        <ChevronLeft size={16} aria-hidden />
        {t('printers.name')}
      </Link>
      <h1>{t('setup.title')}</h1>
      <ol className={styles.steps} aria-label={t('setup.steps')}>
        {steps.map((one) => (
          <li key={one} {...(one === step ? { 'aria-current': 'step' as const } : {})}>
            {t(`setup.step.${one}`)}
          </li>
        ))}
      </ol>
      <section className={styles.panel} aria-label={t(`setup.step.${step}`)}>
        <h2 ref={heading} tabIndex={-1}>
          {t(`setup.step.${step}`)}
        </h2>
        {step === 'find' && <FindDevice input={input} change={change} onNext={() => void check()} />}
        {step === 'probe' && (
          <ProbeResult
            probe={probe}
            isBusy={isBusy}
            onBack={() => {
              setStep('find');
            }}
            onAgain={() => void check()}
            onNext={() => {
              change({ name: input.name === '' ? (probe?.model ?? '').slice(0, 64) : input.name });
              setStep('name');
            }}
          />
        )}
        {step === 'name' && (
          <NameStep
            input={input}
            probe={probe}
            change={change}
            isBusy={isBusy}
            onBack={() => {
              setStep('probe');
            }}
            onAdd={() => void add()}
          />
        )}
        {step === 'test' && (
          <TestStep
            aeTitle={input.aeTitle.trim()}
            onNext={() => {
              setStep('done');
            }}
          />
        )}
        {step === 'done' && (
          <>
            <p>{t('setup.added', { printer: input.aeTitle.trim() })}</p>
            <Link href={printerPath(input.aeTitle.trim())} className={styles.open}>
              {t('setup.open', { printer: input.aeTitle.trim() })}
            </Link>
          </>
        )}
        {problem !== undefined && (
          <p role="alert" className={styles.problem}>
            {problem}
          </p>
        )}
      </section>
    </div>
  );
}

interface NameProps {
  readonly input: SetupInput;
  readonly probe: Probe | undefined;
  readonly change: (part: Partial<SetupInput>) => void;
  readonly isBusy: boolean;
  readonly onBack: () => void;
  readonly onAdd: () => void;
}

function NameStep({ input, probe, change, isBusy, onBack, onAdd }: NameProps) {
  const { t } = useTexts();
  const { data } = useStatus();
  const aeTitle = input.aeTitle.trim();
  const isTaken = data?.printers.some((one) => one.aeTitle.toUpperCase() === aeTitle.toUpperCase()) === true;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (aeTitle !== '' && !isTaken) onAdd();
      }}
    >
      <Field
        label={t('printers.fact.ae-title')}
        value={input.aeTitle}
        onChange={(value) => {
          change({ aeTitle: value });
        }}
        maxLength={16}
        hint={t('setup.ae-title.hint')}
        {...(isTaken ? { error: t('setup.ae-title.taken', { printer: aeTitle }) } : {})}
      />
      <Field
        label={t('printers.fact.name')}
        value={input.name}
        maxLength={64}
        onChange={(value) => {
          change({ name: value });
        }}
      />
      <Choice
        label={t('printers.fact.medium')}
        options={media.map((id) => ({ id, label: t(`setup.medium.${id}`) }))}
        value={input.medium}
        onChange={(medium) => {
          change({ medium });
        }}
      />
      {probe?.kind === 'ipp' && (
        <TrayFields
          trays={input.trays}
          device={{ trays: probe.sources, mediumTypes: probe.mediaTypes }}
          onChange={(trays) => {
            change({ trays });
          }}
        />
      )}
      <div className={styles.buttons}>
        <Button label={t('setup.back')} onPress={onBack} />
        <Button
          label={t('setup.add')}
          kind="primary"
          type="submit"
          isPending={isBusy}
          isDisabled={aeTitle === '' || isTaken}
        />
      </div>
    </form>
  );
}

interface TestProps {
  readonly aeTitle: string;
  readonly onNext: () => void;
}

function TestStep({ aeTitle, onNext }: TestProps) {
  const { t } = useTexts();
  const { isBusy, problem, run } = useRequest();
  const [state, setState] = useState<'start' | 'printed' | 'wrong'>('start');
  const print = () =>
    run(async () => {
      await call('POST /api/printers/{aeTitle}/test-page', { params: { aeTitle } });
      setState('printed');
    });
  return (
    <>
      <p>{t('setup.added', { printer: aeTitle })}</p>
      {state !== 'start' && <p className={styles.question}>{t('setup.test.question')}</p>}
      {state === 'wrong' && <p>{t('setup.test.help')}</p>}
      {problem !== undefined && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          label={t('action.test-page')}
          kind={state === 'start' ? 'primary' : 'plain'}
          isPending={isBusy}
          onPress={() => void print()}
        />
        {state === 'printed' && (
          <>
            <Button label={t('setup.test.yes')} kind="primary" onPress={onNext} />
            <Button
              label={t('setup.test.no')}
              onPress={() => {
                setState('wrong');
              }}
            />
          </>
        )}
        {state !== 'printed' && <Button label={t('setup.finish')} onPress={onNext} />}
      </div>
    </>
  );
}
