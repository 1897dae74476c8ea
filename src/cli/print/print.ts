// `hardcopy print`: prints images on a printer. Options become a plan (print-options.ts), which is shown or performed.
import { Command } from 'commander';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { createImageReader, type ImageReader } from '../../images/image-reader.ts';
import { planPrintJob, type PrintJobPlan } from '../../print-scu/job/print-job.ts';
import { printJob, type PrintOutcome } from '../../print-scu/print-client.ts';
import { printJson, type CliContext } from '../context.ts';
import { documentsOf, failureOf, warningLines } from './job-outcome.ts';
import { openFrames } from './open-frames.ts';
import { addPrintOptions, settingsOf, waitOf, type PrintCommandOptions } from './print-options.ts';
import { planJson, planText } from './print-plan.ts';
import { progressLine } from './print-progress.ts';
import { PrintTrouble } from './print-trouble.ts';
import { readTarget, targetHelp, type PrintTarget } from './print-target.ts';
import { count, listing } from '../terminal/tables.ts';
import { commandFor } from '../server/same-server.ts';
import { tableColumns } from '../terminal/terminal.ts';
import { addTlsOptions, tlsOf } from './tls-options.ts';

const examples = `
Examples:
  hardcopy print chest.dcm
        one film on the local server's printer
  hardcopy print 10.0.0.7:104 LASER1 ct/*.dcm --layout 4x5 --film-size 14x17 --trim
        twenty images per film
  hardcopy print us.dcm --frame 1-6 --layout 2x3 --color --wait
        six frames of a clip in color, and wait until they are printed
  hardcopy print /media/cdrom/DICOMDIR --layout 4x5
        all images of a disc in their order
  hardcopy print --dry-run ct/*.dcm --layout 3x4 --copies 2
        show what would be printed

Files: DICOM images of any common transfer syntax (JPEG, JPEG-LS, JPEG 2000, RLE too), PDF documents, also within DICOM
files, PNG, JPEG and TIFF pictures; folders with such files, and DICOMDIRs.
Exit code 1 when nothing was printed or printing failed, 3 when files were named that could not be printed and the others
were.
`;

export function printCommand(context: CliContext): Command {
  const command = new Command('print')
    .summary('print images on a film printer')
    .description(`Prints images on a DICOM film printer.\n\n${targetHelp}`)
    .usage('[options] [HOST:PORT AETITLE] FILES...')
    .argument('<FILES...>', 'the printer, unless it is the local one, then the images in their order');
  return addTlsOptions(addPrintOptions(command))
    .addHelpText('after', examples)
    .action(async (args: readonly string[], options: PrintCommandOptions) => {
      const reader = createImageReader();
      try {
        await run(context, reader, args, options);
      } finally {
        await reader.close();
      }
    });
}

async function run(
  { terminal }: CliContext,
  reader: ImageReader,
  args: readonly string[],
  options: PrintCommandOptions,
): Promise<void> {
  const settings = settingsOf(options);
  const tls = tlsOf(options);
  const { target, rest } = await readTarget(args, options);
  if (rest.length === 0)
    throw new SetupFailure('usage', 'there is nothing to print; name at least one image file');
  const { images, notes, unprintable } = await openFrames(reader, rest, options.frame);
  for (const note of notes) terminal.note(`note: ${note}`);
  if (images.length === 0 && unprintable.length > 0) throw nothingPrintable(unprintable);
  for (const sentence of unprintable) terminal.note(`not printed: ${sentence}`);
  const plan = planPrintJob(images, settings);
  if (options.dryRun) {
    if (options.json) printJson(terminal, planJson(target, plan));
    else terminal.print(planText(target, plan));
    if (unprintable.length > 0) throw new CommandFailure(exitCodeOfSome);
    return;
  }
  const { host, port, calledAeTitle } = target;
  const { calling: callingAeTitle, maxPdu: maxPduLength, maxPduSent } = options;
  const address = {
    host,
    port,
    calledAeTitle,
    callingAeTitle,
    ...tls,
    ...(maxPduLength !== undefined && { maxPduLength }),
    ...(maxPduSent !== undefined && { maxPduSent }),
  };
  const waitMs = waitOf(options);
  const trouble = new PrintTrouble(terminal, target);
  const outcome = await printJob(address, plan, {
    waitMs,
    onProgress: (progress) => {
      terminal.progress?.(progressLine(plan, progress));
      if (waitMs > 0 && progress.kind === 'job') trouble.reported(progress.job);
    },
  });
  await trouble.settled();
  terminal.progress?.('');
  for (const sentence of outcome.leftOut) terminal.note(`not printed: ${sentence}`);
  if (outcome.images === 0) throw nothingPrintable([...unprintable, ...outcome.leftOut]);
  const notPrinted = [...unprintable, ...outcome.leftOut];
  await report(terminal, outcome, { target, plan, notPrinted, options });
  const failure = waitMs === 0 ? undefined : failureOf(outcome, waitMs);
  if (failure !== undefined) throw new SetupFailure('usage', failure);
  if (unprintable.length + outcome.leftOut.length > 0) throw new CommandFailure(exitCodeOfSome);
}

/** Exit code when only some of the named images were printed; the others were reported. */
const exitCodeOfSome = 3;

function nothingPrintable(sentences: readonly string[]): SetupFailure {
  const [first = '', ...more] = sentences;
  return new SetupFailure(
    'usage',
    more.length === 0 ? first : `nothing can be printed:\n${sentences.join('\n')}`,
  );
}

/** Maximum number of jobs named; `hardcopy jobs` lists all. */
const maxNamed = 3;

/** What was to be printed, and where. */
interface PrintedPlan {
  readonly target: PrintTarget;
  readonly plan: PrintJobPlan;
  /** A sentence for each image that is not on a film. */
  readonly notPrinted: readonly string[];
  readonly options: PrintCommandOptions;
}

async function report(
  terminal: CliContext['terminal'],
  outcome: PrintOutcome,
  { target, plan, notPrinted, options }: PrintedPlan,
): Promise<void> {
  const { host, port, calledAeTitle } = target;
  const documents = await documentsOf(target, outcome);
  for (const line of warningLines(documents.values(), outcome)) terminal.note(`warning: ${line}`);
  const jobs = outcome.jobs.map(({ printJobUid, ...job }) => {
    const { id, detail } = documents.get(printJobUid) ?? {};
    return {
      printJobUid,
      ...job,
      ...(id === undefined ? {} : { id }),
      ...(detail === undefined ? {} : { detail }),
    };
  });
  if (options.json) {
    const { films, images, printer = null, notices } = outcome;
    printJson(terminal, {
      host,
      port,
      aeTitle: calledAeTitle,
      printer,
      films,
      images,
      jobs,
      notices,
      notPrinted,
    });
    return;
  }
  const copies = plan.session.numberOfCopies;
  const times = copies === 1 ? '' : ` (${copies} copies)`;
  terminal.print(
    `Sent ${count(outcome.images, 'image')} on ${count(outcome.films, 'film')}${times} to ${calledAeTitle} at ${host}:${port}.`,
  );
  if (jobs.length === 0) return;
  if (options.wait === undefined) {
    const ids = jobs.flatMap(({ id }) => (id === undefined ? [] : commandFor(`hardcopy job ${id}`, options)));
    if (ids.length > 0)
      terminal.print(`Follow with: ${ids.slice(0, maxNamed).join(', ')}${ids.length > maxNamed ? ' …' : ''}`);
    return;
  }
  const rows = jobs.map((job) => [job.id ?? job.printJobUid, job.status, job.info, job.detail ?? '']);
  terminal.print(listing(['JOB', 'STATE', 'INFO', 'WHERE'], rows, tableColumns(terminal)));
}
