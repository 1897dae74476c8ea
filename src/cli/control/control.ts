// `hardcopy control PRINTER`: the constancy control of a running server, as on the page Quality: state, records, a new record, a
// reference, and the record as a document.
import { writeFile } from 'node:fs/promises';
import { Argument, Command, Option } from 'commander';
import type { ApiControlDetail, ApiControlRecord, ApiControlState } from '../../api/quality/controls.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { printJson, type CliContext } from '../context.ts';
import { localTime } from '../jobs/job-text.ts';
import { ApiClient, type PrinterMedium } from '../server/api-client.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { aeTitle, opticalDensity, whole } from '../terminal/option-values.ts';
import { details, listing } from '../terminal/tables.ts';
import { tableColumns } from '../terminal/terminal.ts';

const steps = ['show', 'list', 'record', 'export'] as const;
type Step = (typeof steps)[number];

interface ControlOptions extends ServerOptions {
  readonly comment?: string;
  readonly reference?: true;
  readonly days: number;
}

interface Work {
  readonly terminal: CliContext['terminal'];
  readonly api: ApiClient;
  readonly of: PrinterMedium;
  readonly options: ControlOptions;
}

const usage = (message: string) => new SetupFailure('usage', message);

const resultWord = (passed: boolean | null) =>
  passed === null ? 'not judged' : passed ? 'passed' : 'failed';

function dueText({ state, on }: ApiControlState['daily']): string {
  if (on === null) return 'not due';
  return state === 'overdue' ? `overdue since ${on}` : state === 'due' ? 'due today' : `due on ${on}`;
}

const shownReference = ({ reference }: ApiControlState) =>
  reference === null ? 'none' : `${localTime(reference.at)} by ${reference.who}`;

function showAll({ terminal, options }: Omit<Work, 'of'>, states: readonly ApiControlState[]): void {
  if (options.json) {
    printJson(terminal, { controls: states });
    return;
  }
  const rows = states.map((state) => [
    `${state.printer} on ${state.medium}`,
    shownReference(state),
    dueText(state.daily),
    dueText(state.weekly),
    state.last === null ? '-' : `${localTime(state.last.at)} ${resultWord(state.last.passed)}`,
  ]);
  terminal.print(listing(['PRINTER', 'REFERENCE', 'DAILY', 'WEEKLY', 'LAST'], rows, tableColumns(terminal)));
}

function show({ terminal, options }: Work, detail: ApiControlDetail): void {
  if (options.json) {
    printJson(terminal, detail);
    return;
  }
  const { printer, medium, limits, last } = detail;
  terminal.print(
    details([
      ['Printer', `${printer} on ${medium}`],
      ['Reference', shownReference(detail)],
      ['Daily', dueText(detail.daily)],
      ['Weekly', dueText(detail.weekly)],
      [
        'Limits',
        `white ±${limits.dmin}, steps ±${limits.steps} (outer ±${limits.outerSteps}), black ±${limits.dmax} OD`,
      ],
      ['Daily steps', detail.steps.daily.map(({ pValue }) => pValue).join(' ')],
      ['Last', last === null ? 'none' : `${localTime(last.at)} ${last.kind}: ${resultWord(last.passed)}`],
    ]),
  );
}

function list({ terminal, options }: Work, { records }: ApiControlDetail): void {
  if (options.json) {
    printJson(terminal, { records });
    return;
  }
  if (records.length === 0) {
    terminal.print(`No control was recorded in the last ${options.days} days.`);
    return;
  }
  const rows = records.map(({ at, kind, who, passed, values }) => [
    localTime(at),
    kind,
    who,
    resultWord(passed),
    values
      .filter((value) => value.passed === false)
      .map(
        ({ pValue, density, reference }) =>
          `${pValue}: ${density.toFixed(2)} for ${reference?.toFixed(2) ?? '-'}`,
      )
      .join(', ') || '-',
  ]);
  terminal.print(
    listing(['TIME', 'KIND', 'BY', 'RESULT', 'OUTSIDE THE LIMITS'], rows, tableColumns(terminal)),
  );
}

/** A density, with a decimal point or a decimal comma. @throws SetupFailure `usage` */
function densityOf(given: string): number {
  try {
    return opticalDensity(given.replace(',', '.'));
  } catch {
    throw usage(`${given} is not an optical density such as 1.72, from 0 to 5`);
  }
}

/** @throws CommandFailure 1 if the control failed */
async function record(work: Work, [kind = '', ...given]: readonly string[]): Promise<void> {
  const { terminal, api, of, options } = work;
  if (kind !== 'daily' && kind !== 'weekly')
    throw usage('record needs daily or weekly, then the densities from white to black');
  const detail = await api.control(of, options.days);
  const wanted = detail.steps[kind];
  if (given.length !== wanted.length)
    throw usage(
      `a ${kind} control has ${wanted.length} densities, from white to black, for the P-values ${wanted.map(({ pValue }) => pValue).join(', ')}; ${given.length} were given`,
    );
  const densities = wanted.map(({ pValue }, index) => ({
    pValue,
    density: densityOf(given[index] ?? ''),
  }));
  const comment = options.comment === undefined ? {} : { comment: options.comment };
  const made = await api.recordControl(of, { kind, densities, ...comment });
  if (options.reference)
    await api.setReference(of, { record: made.id, replaces: detail.reference?.id ?? null, ...comment });
  if (options.json) printJson(terminal, made);
  else showRecord(terminal, made, options.reference === true);
  if (made.passed === false && !options.reference) throw new CommandFailure(1);
}

function showRecord(
  terminal: CliContext['terminal'],
  { values, passed, advice }: ApiControlRecord,
  isReference: boolean,
): void {
  const rows = values.map(({ pValue, density, reference, limit, passed: isGood }) => [
    String(pValue),
    density.toFixed(2),
    reference?.toFixed(2) ?? '-',
    reference === null ? '-' : (density - reference).toFixed(2),
    `±${limit}`,
    resultWord(isGood),
  ]);
  terminal.print(
    listing(
      ['P-VALUE', 'DENSITY', 'REFERENCE', 'DIFFERENCE', 'LIMIT', 'RESULT'],
      rows,
      tableColumns(terminal),
    ),
  );
  if (isReference) terminal.print('These densities are the reference now.');
  else terminal.print(`The control is recorded: ${resultWord(passed)}.`);
  for (const { sentence } of advice) terminal.print(sentence);
}

async function exported({ terminal, api, of, options }: Work, files: readonly string[]): Promise<void> {
  const [file = ''] = files;
  const format = /\.(pdf|csv)$/i.exec(file)?.[1]?.toLowerCase();
  if (files.length !== 1 || format === undefined)
    throw usage('export needs the name of one file that ends in .pdf or .csv');
  await writeFile(file, await api.controlDocument(of, format === 'pdf' ? 'pdf' : 'csv', options.days));
  terminal.print(`The controls of the last ${options.days} days are in ${file}.`);
}

/** The medium that the printer has now. */
async function mediumOf(api: ApiClient, printer: string): Promise<PrinterMedium> {
  const found = (await api.controls()).find((state) => state.printer === printer && state.loaded);
  if (found) return { aeTitle: printer, medium: found.medium };
  throw usage(`there is no printer ${printer}; "hardcopy printers" lists existing ones`);
}

export function controlCommand({ terminal }: CliContext): Command {
  return withServer(new Command('control'))
    .summary('constancy control: record, list and export daily and weekly controls')
    .description(
      'Constancy control of the printers of a running server: densities of a test target are compared with a reference.\n\nSteps:\n  show      show reference, due dates and limits (default); without a printer, of all printers\n  list      list the recorded controls\n  record    daily|weekly DENSITY...: record the densities of the steps, from white to black\n  export    FILE: write the controls to a file, .pdf or .csv',
    )
    .argument('[PRINTER]', 'AE title of the printer', aeTitle)
    .addArgument(new Argument('[STEP]', 'what to do').choices(steps).default('show'))
    .argument('[VALUE...]', 'kind and densities, or the file')
    .option('--comment <TEXT>', 'record: a comment')
    .option('--reference', 'record: these densities become the reference')
    .addOption(new Option('--days <N>', 'list, export: how far back').argParser(whole(1, 3660)).default(90))
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy control\n  hardcopy control OFFICE record daily 0.08 0.21 0.47 0.78 1.12 1.46 1.72\n  hardcopy control OFFICE export record.pdf --days 365\n\nExit codes: 1 the control failed, or was not recorded; the message says what to do.\n',
    )
    .action(
      async (printer: string | undefined, step: Step, values: readonly string[], options: ControlOptions) => {
        const api = await ApiClient.find(options);
        if (printer === undefined) {
          showAll({ terminal, api, options }, await api.controls());
          return;
        }
        const of = await mediumOf(api, printer);
        const work = { terminal, api, of, options };
        switch (step) {
          case 'show':
            show(work, await api.control(of, options.days));
            return;
          case 'list':
            list(work, await api.control(of, options.days));
            return;
          case 'record':
            return record(work, values);
          case 'export':
            return exported(work, values);
          default:
            return step satisfies never;
        }
      },
    );
}
