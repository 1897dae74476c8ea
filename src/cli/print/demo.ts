// `hardcopy demo`: starts a separate server and prints every test film on it over the network.
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { printJob } from '../../print-scu/print-client.ts';
import type { PrintJobPlan } from '../../print-scu/job/print-job.ts';
import { printJson, type CliContext } from '../context.ts';
import { startDemoServer, type DemoServer } from './demo-server.ts';
import { planFilmFolder } from './film-folder-plan.ts';
import { phantomPlan, phantomTitle } from './demo-phantom.ts';
import { documentsOf, failureOf } from './job-outcome.ts';
import { readTarget, type PrintTarget } from './print-target.ts';
import { plainLook } from '../terminal/style.ts';
import { count, details } from '../terminal/tables.ts';

interface DemoOptions {
  readonly data?: string;
  readonly keep?: true;
  readonly json?: true;
}

const fixtures = path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'films');
const waitMs = 60_000;

interface PrintedFixture {
  readonly fixture: string;
  readonly title: string;
  readonly job: string;
  readonly document: string;
}

/** A film to print: a test film, or the series of the phantom. */
interface DemoFilm {
  readonly fixture: string;
  readonly title: string;
  readonly plan: PrintJobPlan;
}

async function folderFilm(folder: string): Promise<DemoFilm> {
  const { readFilmFolder } = await import('../../shared/film/film-folder.ts');
  const fixture = await readFilmFolder(folder);
  return { fixture: fixture.name, title: fixture.description.title, plan: planFilmFolder(fixture) };
}

async function printFilm({ fixture, title, plan }: DemoFilm, target: PrintTarget): Promise<PrintedFixture> {
  const { host, port, calledAeTitle } = target;
  const peer = { host, port, calledAeTitle, callingAeTitle: 'DEMO' };
  const outcome = await printJob(peer, plan, { waitMs });
  const failure = failureOf(outcome, waitMs);
  if (failure !== undefined) throw new SetupFailure('usage', `${fixture} was not printed: ${failure}`);
  const [document] = (await documentsOf(target, outcome)).values();
  return {
    fixture,
    title,
    job: document?.id ?? '',
    document: document?.detail ?? '',
  };
}

async function run({ terminal }: CliContext, options: DemoOptions): Promise<void> {
  const { listFilmFolders } = await import('../../shared/film/film-folder.ts');
  const folders = await listFilmFolders(fixtures).catch(() => []);
  if (folders.length === 0) {
    throw new SetupFailure(
      'usage',
      `there are no test films in ${fixtures}; make them with "npm run fixtures"`,
    );
  }
  const data = path.resolve(options.data ?? (await mkdtemp(path.join(os.tmpdir(), 'hardcopy-demo-'))));
  terminal.progress?.('starting a server');
  const server = await startDemoServer(data, options.keep === true);
  try {
    const { target } = await readTarget([], { data });
    const printed: PrintedFixture[] = [];
    const series = { fixture: 'ct-series', title: phantomTitle };
    const progress = (film: string) => {
      terminal.progress?.(`film ${printed.length + 1} of ${folders.length + 1}: ${film}`);
    };
    progress(series.fixture);
    printed.push(await printFilm({ ...series, plan: phantomPlan() }, target));
    for (const folder of folders) {
      progress(path.basename(folder));
      printed.push(await printFilm(await folderFilm(folder), target));
    }
    terminal.progress?.('');
    report(terminal, server, printed, options);
  } finally {
    if (!options.keep) await server.stop();
  }
}

function report(
  terminal: CliContext['terminal'],
  server: DemoServer,
  printed: readonly PrintedFixture[],
  options: DemoOptions,
): void {
  const { data, dicomPort, httpPort, pid } = server;
  if (options.json) {
    printJson(terminal, { data, ...(options.keep && { pid, dicomPort, httpPort }), films: printed });
    return;
  }
  terminal.print(
    details(
      printed.flatMap(({ fixture, title, document }) => [
        [fixture, title] as const,
        ['', document.replace(`${data}${path.sep}`, '')] as const,
      ]),
      (terminal.look?.() ?? plainLook).columns,
    ),
  );
  terminal.print(`\n${count(printed.length, 'film')} printed over the network. Data folder: ${data}`);
  if (options.keep) {
    terminal.print(
      `The server keeps running: DICOM port ${dicomPort}, API http://127.0.0.1:${httpPort}/api/jobs; end it with "kill ${pid}".`,
    );
  }
}

export function demoCommand(context: CliContext): Command {
  return new Command('demo')
    .summary('print test films on a temporary server')
    .description(
      'Starts a server on free ports, prints a CT series of a synthetic phantom and the test films of fixtures/films on it over the network, names their PDFs, and ends the server.',
    )
    .option('--data <DIR>', 'data folder of the server; default: a new temporary one')
    .option('--keep', 'leave the server running')
    .option('--json', 'JSON output for scripts')
    .addHelpText('after', '\nExamples:\n  hardcopy demo\n  hardcopy demo --data ./demo --keep\n')
    .action((options: DemoOptions) => run(context, options));
}
