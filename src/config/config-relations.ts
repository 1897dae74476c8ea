// What the schema cannot check: relations between the keys of a configuration, and the files that it names. Reports every
// problem at once, each a sentence with the key's path. Start at `relationProblems`.
import { readTlsFiles, type FileNaming, type TlsFiles } from '../shared/tls/tls-credentials.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { isSlideKind, slides } from '../shared/film/display-format.ts';
import { filmSizeOf, sizeOfFilm } from '../shared/film/film-sizes.ts';
import { aeTitleKey, sameAeTitle } from '../shared/film/printer-titles.ts';
import type { ConfigFile } from './schema/config-schema.ts';
import { consoleProblems } from './console-config.ts';
import { filmSizeProblems } from './schema/film-size-schema.ts';
import { misfitOf } from './printable-matrices.ts';

interface ListenerFiles {
  readonly tls?: { readonly files: TlsFiles; readonly nameOf: FileNaming };
}

type PrinterFile = ConfigFile['printers'][number];

/** Defaults that the printer itself does not support. */
function* defaultProblems({ densities, defaults, maxCopies }: PrinterFile): Generator<string> {
  const { minDensity = densities.min, maxDensity = densities.max, copies } = defaults;
  const hasDensities = defaults.minDensity !== undefined || defaults.maxDensity !== undefined;
  if (
    hasDensities &&
    (minDensity >= maxDensity || minDensity < densities.min || maxDensity > densities.max)
  ) {
    yield `defaults: found minDensity ${minDensity} and maxDensity ${maxDensity}; both must be within densities, ${densities.min} to ${densities.max}, and minDensity below maxDensity`;
  }
  if (copies > maxCopies) yield `defaults.copies: found ${copies}; maxCopies of the printer is ${maxCopies}`;
}

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
  yield* defaultProblems(printer);
  yield* filmSizeProblems(printer);
  yield* slideProblems(printer);
  const misfit = misfitOf(printer);
  if (misfit !== undefined) yield misfit;
  const names = printer.destinations.map(({ name }) => name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice) yield `destinations: found "${twice}" twice; give each destination its own name`;
}

/** Slides must be on film sizes that the printer offers, and must fit on them. */
function* slideProblems({
  slides: grids,
  filmSizes: offered,
  margin,
  customFilmSizes,
}: PrinterFile): Generator<string> {
  for (const [filmSize, kinds] of Object.entries(grids)) {
    const id = offered.find((size) => size === filmSize);
    if (id === undefined) {
      yield `slides: found "${filmSize}"; it must be one of filmSizes: ${offered.join(', ')}`;
      continue;
    }
    const film = sizeOfFilm(filmSizeOf(id, { filmSizes: offered, customFilmSizes }));
    // filmSizeProblems reports a size without dimensions.
    if (!film) continue;
    const { widthMm, heightMm } = film;
    for (const [kind, grid] of Object.entries(kinds)) {
      if (grid === undefined || !isSlideKind(kind)) continue;
      const side = Math.max(slides[kind].widthMm, slides[kind].heightMm);
      const room = [widthMm, heightMm].map((length) => Math.floor((length - 2 * margin) / side));
      if (grid.columns <= (room[0] ?? 0) && grid.rows <= (room[1] ?? 0)) continue;
      yield `slides.${filmSize}.${kind}: found columns ${grid.columns} and rows ${grid.rows}; within its margin the film has room for ${room.join(' and ')} slides of ${side} mm`;
    }
  }
}

function* printersProblems({ printers }: ConfigFile): Generator<string> {
  for (const [index, printer] of printers.entries()) {
    for (const problem of printerProblems(printer)) yield `printers[${index}].${problem}`;
  }
  yield* titleProblems(printers);
}

/** Every AE title, alias or not, must mean one printer. */
function* titleProblems(printers: readonly PrinterFile[]): Generator<string> {
  const owners = new Map<string, string>();
  for (const [index, { aeTitle, aeTitleAliases }] of printers.entries()) {
    for (const [place, title] of [aeTitle, ...aeTitleAliases].entries()) {
      const key = place === 0 ? 'aeTitle' : `aeTitleAliases[${place - 1}]`;
      const owner = owners.get(aeTitleKey(title));
      if (owner === undefined) owners.set(aeTitleKey(title), `printers[${index}].${key}`);
      else {
        yield `printers[${index}].${key}: found "${title}", which ${owner} already has (case is ignored); an AE title may stand for one printer only`;
      }
    }
  }
  const [one, other] = [...printers.entries()]
    .filter(([, { anyAeTitle }]) => anyAeTitle)
    .map(([index]) => index);
  if (one !== undefined && other !== undefined) {
    yield `printers[${other}].anyAeTitle: found true, as in printers[${one}].anyAeTitle; only one printer may accept clients that call an unknown AE title`;
  }
}

/** Relations between access rules, listeners and printers. */
function* accessProblems(config: ConfigFile): Generator<string> {
  const titles = config.printers.map((printer) => printer.aeTitle);
  const aliases = new Map(
    config.printers.flatMap(({ aeTitle, aeTitleAliases }) =>
      aeTitleAliases.map((alias) => [aeTitleKey(alias), aeTitle] as const),
    ),
  );
  const asking = config.dicom.listeners.filter(({ tls }) => (tls?.clientCertificate ?? 'none') !== 'none');
  for (const [index, { printers = [], certificates }] of config.access.entries()) {
    const unknown = printers.find((title) => !titles.some((own) => sameAeTitle(own, title)));
    if (unknown !== undefined) {
      const owner = aliases.get(aeTitleKey(unknown));
      const instead =
        owner === undefined ? `there is ${titles.join(', ')}` : `that is an alias, write ${owner}`;
      yield `access[${index}].printers: found "${unknown}"; ${instead}`;
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

/** Reads the files that the listeners need, so that a start, or a check, reports what is wrong with them. */
function* tlsProblems(listeners: readonly ListenerFiles[]): Generator<string> {
  for (const { tls } of listeners) {
    try {
      if (tls) readTlsFiles(tls.files, tls.nameOf);
    } catch (error) {
      yield messageOf(error);
    }
  }
}

/**
 * Empty if everything is valid. Problems with the certificates of a listener are reported one at a time: whether they
 * match can be checked only when all of them can be read.
 */
/** A trace records requests as they arrive, before anything is removed from them. */
function* traceProblems({ trace, clients }: ConfigFile): Generator<string> {
  const index = clients.findIndex(({ redact }) => redact !== undefined);
  const [key] = (['patientData', 'pixels'] as const).filter((name) => trace[name]);
  if (index === -1 || key === undefined) return;
  yield `trace.${key}: found true, and clients[${index}].redact removes data before it is stored; a trace would keep it: remove one of the two`;
}

export function relationProblems(config: ConfigFile, listeners: readonly ListenerFiles[]): readonly string[] {
  return [
    ...consoleProblems(config.console, config.accounts !== undefined),
    ...printersProblems(config),
    ...accessProblems(config),
    ...tlsProblems(listeners),
    ...traceProblems(config),
  ];
}
