// What the schema cannot say: relations between the keys of a configuration, and the files that it names. Every problem
// at once, a sentence each with the key's path. Begin at `relationProblems`.
import { readTlsFiles, type FileNaming, type TlsFiles } from '../dicom/tls-credentials.ts';
import { messageOf } from '../errors.ts';
import type { ConfigFile } from './config-schema.ts';
import { consoleProblems } from './console-config.ts';
import { misfitOf } from './printable-matrices.ts';

interface ListenerFiles {
  readonly tls?: { readonly files: TlsFiles; readonly nameOf: FileNaming };
}

type PrinterFile = ConfigFile['printers'][number];

function* printerProblems(printer: PrinterFile): Generator<string> {
  const { min, max } = printer.densities;
  if (min >= max) yield `densities: found min ${min} and max ${max}; min must be below max`;
  const { medium } = printer;
  if (typeof medium === 'object' && medium.kind !== 'display' && medium.dmin >= medium.dmax) {
    yield `medium: found dmin ${medium.dmin} and dmax ${medium.dmax}; dmin must be below dmax`;
  }
  if (typeof medium === 'object' && medium.kind === 'display' && medium.lmin >= medium.lmax) {
    yield `medium: found lmin ${medium.lmin} and lmax ${medium.lmax}; lmin must be below lmax`;
  }
  const wanted = printer.defaults.filmSize;
  if (wanted && !printer.filmSizes.includes(wanted)) {
    yield `defaults.filmSize: found "${wanted}"; it must be one of filmSizes`;
  }
  const misfit = misfitOf(printer);
  if (misfit !== undefined) yield misfit;
  const names = printer.destinations.map((destination) => destination.name ?? destination.kind);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice) yield `destinations: found "${twice}" twice; give each destination a name of its own`;
}

function* printersProblems({ printers }: ConfigFile): Generator<string> {
  const titles = new Set<string>();
  for (const [index, printer] of printers.entries()) {
    const at = `printers[${index}]`;
    if (titles.has(printer.aeTitle)) {
      yield `${at}.aeTitle: found "${printer.aeTitle}" twice; every printer needs an AE title of its own`;
    }
    titles.add(printer.aeTitle);
    for (const problem of printerProblems(printer)) yield `${at}.${problem}`;
  }
}

/** Relations between access rules, listeners and printers. */
function* accessProblems(config: ConfigFile): Generator<string> {
  const titles = config.printers.map((printer) => printer.aeTitle);
  const asking = config.dicom.listeners.filter(({ tls }) => (tls?.clientCertificate ?? 'none') !== 'none');
  for (const [index, { printers = [], certificates }] of config.access.entries()) {
    const unknown = printers.find((title) => !titles.includes(title));
    if (unknown !== undefined) {
      yield `access[${index}].printers: found "${unknown}"; there is ${titles.join(', ')}`;
    }
    if (certificates && asking.length === 0) {
      yield `access[${index}].certificates: no listener asks for one; set tls.clientCertificate of dicom.listeners`;
    }
  }
  for (const [index, { tls }] of config.dicom.listeners.entries()) {
    if (!tls || tls.clientCertificate === 'none' || tls.ca !== undefined) continue;
    yield `dicom.listeners[${index}].tls.ca: found nothing; client certificates are ${tls.clientCertificate}, name the authorities that issue them`;
  }
}

/** Reads what the listeners need, so that a start, or a check, tells what is wrong with it. */
function* tlsProblems(listeners: readonly ListenerFiles[]): Generator<string> {
  for (const { tls } of listeners) {
    try {
      if (tls) readTlsFiles(tls.files, tls.nameOf);
    } catch (error) {
      yield messageOf(error);
    }
  }
}

/** Empty: all is right. Certificates of one listener are told one at a time: whether they fit shows when all can be read. */
export function relationProblems(config: ConfigFile, listeners: readonly ListenerFiles[]): readonly string[] {
  return [
    ...consoleProblems(config.console),
    ...printersProblems(config),
    ...accessProblems(config),
    ...tlsProblems(listeners),
  ];
}
