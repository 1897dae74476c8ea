// A server whose console has something to show, for the screenshots: synthetic films of several clients in every state, a printer
// that is jammed, a calibration from a simulated scan and controls. No data of a person is used. Start at `startShownConsole`.
import path from 'node:path';
import type { TestContext } from 'node:test';
import { printerChecksum } from '../../src/calibration/target/target-code.ts';
import { phantomPlan } from '../../src/cli/print/demo-phantom.ts';
import { planFilmFolder } from '../../src/cli/print/film-folder-plan.ts';
import type { PrintJobPlan } from '../../src/print-scu/job/print-job.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import { readFilmFolder } from '../../src/shared/film/film-folder.ts';
import { startScene, type ConsoleScene } from '../../test/support/console-scene.ts';
import { officePrinter } from '../../test/support/simulated-device.ts';
import { officeScanner, printerDensity, scanFile, simulateScan } from '../../test/support/simulated-scan.ts';

const films = path.join(import.meta.dirname, '..', '..', 'fixtures', 'films');

/** What is printed, oldest first: client, printer, label, and the film folder. */
const printed = [
  ['MR2', 'HARDCOPY', 'Step wedge', 'step-wedge-18'],
  ['US1', 'OFFICE', 'Color planes', 'color-planar1-8bit'],
  ['CR3', 'HARDCOPY', 'Test pattern SMPTE', 'smpte-8bit'],
  ['CT1', 'OFFICE', 'Three columns', 'col-1-3-2'],
  ['CR3', 'HARDCOPY', 'Test pattern TG18-QC', 'tg18-qc-12bit'],
  ['MR2', 'HARDCOPY', 'Ramp of 12 bits', 'ramp-12bit'],
] as const;
const jammed = [
  ['CT1', 'Partly filled film', 'partly-filled-3x4'],
  ['MR2', 'Rows', 'row-2-1-3'],
  ['CR3', 'True size', 'true-size-100mm'],
] as const;

/** From white to black: a reference, and a control that fails. */
const densities = [
  [0.08, 0.21, 0.47, 0.78, 1.12, 1.46, 1.72],
  [0.09, 0.22, 0.46, 0.8, 1.13, 1.45, 1.7],
  [0.08, 0.21, 0.47, 0.95, 1.12, 1.46, 1.5],
] as const;

export interface ShownConsole extends ConsoleScene {
  /** Id of the film with the synthetic series. */
  readonly series: string;
}

/** A client of the JSON API; a refusal is an error. */
function apiOf(url: string) {
  return async (route: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json', 'x-hardcopy-user': 'technician' };
    const response = await fetch(`${url}/api/${route}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${route}: ${JSON.stringify(answer)}`);
    return answer;
  };
}

async function calibrate(url: string): Promise<void> {
  const api = apiOf(url);
  const code = {
    kind: 'device',
    levels: 32,
    printer: printerChecksum('OFFICE', 'paper'),
    serial: 7,
  } as const;
  const scan = await scanFile(
    simulateScan(code, printerDensity(officePrinter), { ...officeScanner, dotsPerInch: 80 }),
  );
  const uploaded = await fetch(`${url}/api/calibrations/OFFICE/paper/scans`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-hardcopy-file': 'scan.png' },
    body: new Uint8Array(scan),
  });
  const { scan: id } = (await uploaded.json()) as { scan: string };
  const measurements = 'calibrations/OFFICE/paper/measurements';
  const measured = await api(measurements, { scans: [id], whiteDensity: 0.08, blackDensity: 1.72 });
  await api(`${measurements}/${String(measured.id)}/accept`, { inUse: null });
  // A second one, which is not accepted yet.
  await api(measurements, { scans: [id], whiteDensity: 0.09, blackDensity: 1.7 });
}

async function control(url: string): Promise<void> {
  const api = apiOf(url);
  const state = await (await fetch(`${url}/api/controls/OFFICE/paper`)).json();
  const { steps } = state as { steps: { daily: readonly { pValue: number }[] } };
  for (const [index, measured] of densities.entries()) {
    const daily = steps.daily.map(({ pValue }, step) => ({ pValue, density: measured[step] }));
    const recorded = await api('controls/OFFICE/paper/records', { kind: 'daily', densities: daily });
    if (index === 0)
      await api('controls/OFFICE/paper/reference', { record: String(recorded.id), replaces: null });
  }
}

/** Ends with `after` of the scope. */
export async function startShownConsole(t: Pick<TestContext, 'after'>): Promise<ShownConsole> {
  const scene = await startScene(t);
  const { server, url } = scene;
  const send = (callingAeTitle: string, calledAeTitle: string, plan: PrintJobPlan) =>
    printJob({ host: '127.0.0.1', port: server.dicomPort, callingAeTitle, calledAeTitle }, plan);
  const folder = async (label: string, name: string): Promise<PrintJobPlan> => {
    const plan = planFilmFolder(await readFilmFolder(path.join(films, name)));
    return { ...plan, session: { ...plan.session, filmSessionLabel: label } };
  };
  for (const [client, printer, label, name] of printed)
    await send(client, printer, await folder(label, name));
  await send('CT1', 'HARDCOPY', phantomPlan());
  await server.jobsDone(printed.length + 1);
  const [newest] = await server.jobs();
  if (newest === undefined) throw new Error('no film was printed');

  scene.jam(true);
  await server.when(async () =>
    JSON.stringify(await (await server.get('/api/printers')).json()).includes('jam') ? true : undefined,
  );
  for (const [client, label, name] of jammed) await send(client, 'WARD3', await folder(label, name));
  const api = apiOf(url);
  const waiting = await server.jobsWhen((jobs) => {
    const found = jobs.filter(({ printer, state }) => printer === 'WARD3' && state === 'PENDING');
    return found.length === jammed.length ? found : undefined;
  });
  await api(`jobs/${waiting[0]?.id ?? ''}/hold`, {});
  // A client that calls an AE title which the server does not have.
  await send('US7', 'LASER', phantomPlan()).catch(() => undefined);
  await calibrate(url);
  await control(url);
  return { ...scene, series: newest.id };
}
