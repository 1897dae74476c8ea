// DCMTK's print client with the printers of its own printers.cfg: its working folder, its configuration, and an image
// of four grays for films. `composeFilm` runs dcmpsprt, `sendFilms` runs dcmprscu.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SentImage } from './page-agreement.ts';

const run = promisify(execFile);

/** The folder in which Debian installs the printers that DCMTK ships. */
const printersFile = '/etc/dcmtk/printers.cfg';

/** Settings of a printer's section, by key. */
export type PrinterSection = Readonly<Record<string, string>>;

/** A section of DCMTK's printers.cfg. */
export function shippedPrinter(name: string): PrinterSection {
  const file = readFileSync(printersFile, 'latin1');
  const [, text = ''] = new RegExp(`^\\[${name}\\]\\n([^[]*)`, 'm').exec(file) ?? [];
  const settings = [...text.matchAll(/^(\w+) *= *(.*)$/gm)].map(([, key = '', value = '']) => [key, value]);
  assert.ok(settings.length > 0, `${printersFile} has no section ${name}`);
  return Object.fromEntries(settings) as PrinterSection;
}

export interface DcmtkWork {
  readonly folder: string;
  readonly config: string;
  readonly printer: string;
}

/** Creates the folders and the configuration of a client with one printer, and the LUTs in its folder `lut`. */
export function dcmtkWork(
  folder: string,
  printer: string,
  section: PrinterSection,
  luts: readonly string[] = [],
): DcmtkWork {
  for (const name of ['db', 'spool', 'log', 'lut', 'ca'])
    mkdirSync(path.join(folder, name), { recursive: true });
  const config = path.join(folder, 'print.cfg');
  const settings = Object.entries({ ...section, Type: 'PRINTER' }).map(([key, value]) => `${key} = ${value}`);
  writeFileSync(
    config,
    `[[GENERAL]]
[APPLICATION]
LogDirectory = ${folder}/log
LogLevel = WARN
[PRINT]
Spooler = /bin/true
Server = dcmprscp
Directory = ${folder}/spool
DetailedLog = false
BinaryLog = false
Sleep = 1
MinPrintResolution = 64\\64
MaxPrintResolution = 8192\\8192
DefaultIllumination = 2000
DefaultReflection = 10
DeletePrintJobs = false
AlwaysDeleteTerminateJobs = false
[DATABASE]
Directory = ${folder}/db
[LUT]
Directory = ${folder}/lut
[NETWORK]
aetitle = DCMPSTATE
[TLS]
Directory = ${folder}
CACertificateDirectory = ${folder}/ca
UsePEMFormat = true
[[COMMUNICATION]]
[${printer}]
${settings.join('\n')}
[[LUT]]
${luts.map((lut) => `[${lut}]\nFilename = ${lut}\n`).join('')}`,
  );
  return { folder, config, printer };
}

/** Options of a DCMTK program according to its help, without those of every program of the toolkit. */
export async function optionsOf(program: string): Promise<readonly string[]> {
  const { stdout } = await run(program, ['--help']);
  const general = /^--(help|version|arguments|quiet|verbose|debug|log-level|log-config|config|printer)$/;
  const options = [...stdout.matchAll(/^ +(?:[-+]\w+ +)?(--[\w-]+)/gm)].map(([, option = '']) => option);
  return options.filter((option) => !general.test(option));
}

/** DCMTK logs its progress at level W; any other warning or error fails. */
function assertNoWarning(said: string): void {
  const lines = said.split('\n').filter((line) => /^[WEF]: /.test(line));
  const known = /^W: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|processing |writing DICOM |$)/;
  assert.deepEqual(
    lines.filter((line) => !known.test(line)),
    [],
  );
}

/** Composes a film with dcmpsprt, which must not warn. Returns its Stored Print object. */
export async function composeFilm(
  { folder, config, printer }: DcmtkWork,
  options: readonly string[],
): Promise<string> {
  const before = new Set(globSync(path.join(folder, 'db', 'SP_*.dcm')));
  const { stdout, stderr } = await run('dcmpsprt', ['-c', config, '-p', printer, ...options]);
  assertNoWarning(stdout + stderr);
  const [film, ...others] = globSync(path.join(folder, 'db', 'SP_*.dcm')).filter((name) => !before.has(name));
  assert.ok(film !== undefined && others.length === 0, 'one film was composed');
  return film;
}

/** Sends with dcmprscu, which must not warn, and every response must be Success. Returns its complete output. */
export async function sendFilms(
  { config, printer }: DcmtkWork,
  ...options: readonly string[]
): Promise<string> {
  const { stdout, stderr } = await run('dcmprscu', ['-d', '+d', '-c', config, '-p', printer, ...options], {
    // dcmprscu prefixes certificate names with its folder, "./", and cannot read files elsewhere.
    cwd: '/',
    maxBuffer: 1 << 24,
    timeout: 20_000,
  });
  const said = stdout + stderr;
  assertNoWarning(said);
  const statuses = [...said.matchAll(/^D: DIMSE Status +: (\w+)/gm)].map(([, status]) => status);
  assert.ok(statuses.length > 0, 'something was answered');
  assert.deepEqual([...new Set(statuses)], ['0x0000']);
  return said;
}

/** Values of the quadrants of `writeGrays`, row by row, of 4095. */
const quarters = [0, 1365, 2730, 4095];
const side = 256;

export const grays: SentImage = {
  rows: side,
  columns: side,
  fraction: (row, column) => quarters[(row < side / 2 ? 0 : 2) + (column < side / 2 ? 0 : 1)]! / 4095,
};

/** Writes a DICOM image of 256 × 256 pixels of 12 bits, each quadrant in one gray. Returns its path. */
export async function writeGrays(folder: string): Promise<string> {
  const pixels = Buffer.alloc(side * side * 2);
  for (let index = 0; index < side * side; index++) {
    const value = grays.fraction(Math.floor(index / side), index % side) * 4095;
    pixels.writeUInt16LE(Math.round(value), index * 2);
  }
  const raw = path.join(folder, 'grays.raw');
  writeFileSync(raw, pixels);
  const dump = path.join(folder, 'grays.dump');
  writeFileSync(
    dump,
    `(0008,0016) UI 1.2.840.10008.5.1.4.1.1.7
(0008,0018) UI 2.25.1
(0008,0060) CS OT
(0010,0010) PN FILM^TEST
(0010,0020) LO 4711
(0020,000d) UI 2.25.2
(0020,000e) UI 2.25.3
(0028,0002) US 1
(0028,0004) CS MONOCHROME2
(0028,0010) US ${side}
(0028,0011) US ${side}
(0028,0100) US 16
(0028,0101) US 12
(0028,0102) US 11
(0028,0103) US 0
(0028,1050) DS 2048
(0028,1051) DS 4096
(7fe0,0010) OW =${raw}
`,
  );
  const file = path.join(folder, 'grays.dcm');
  await run('dump2dcm', ['+te', dump, file]);
  return file;
}
