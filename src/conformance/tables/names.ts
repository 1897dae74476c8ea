// Converts the keywords and UIDs of the code to the names of PS3.6.
import { tagOf, tagText, vrOf, type Keyword } from '../../dicom/data-set/dictionary.ts';
import {
  sopClasses,
  sopInstances,
  transferSyntaxes,
  type TransferSyntax,
} from '../../dicom/data-set/uids.ts';
import { statusMeanings, isWarning, type Status } from '../../print-scp/rules/status.ts';

/** `FilmSizeID` → `Film Size ID`, as PS3.6 writes the name. */
export function attributeName(keyword: string): string {
  const words = keyword.replace(
    /([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g,
    (match, lower: string | undefined, upper: string | undefined) =>
      lower === undefined ? `${match} ` : `${lower} ${upper ?? ''}`,
  );
  return words
    .replace(/ (Of|Or|To|Per) /g, (word) => word.toLowerCase())
    .replaceAll('VOILUT', 'VOI LUT')
    .replaceAll('Decimate Crop', 'Decimate/Crop');
}

/** Name, tag and VR, for the first columns of an attribute table. */
export function attributeCells(keyword: Keyword, depth = 0): readonly string[] {
  return [`${'>'.repeat(depth)}${attributeName(keyword)}`, tagText(tagOf(keyword)), vrOf(keyword)];
}

const sopClassNames: ReadonlyMap<string, string> = new Map(
  Object.entries(sopClasses).map(([keyword, uid]) => {
    const name = attributeName(keyword.replace('Lut', 'LUT').replace('Voi', 'VOI')).replace(
      'VOILUT',
      'VOI LUT',
    );
    return [uid, `${name} SOP Class`];
  }),
);

/** The name of a SOP class in PS3.6. */
export function sopClassName(uid: string): string {
  return sopClassNames.get(uid) ?? uid;
}

const transferSyntaxNames = {
  [transferSyntaxes.explicitLittle]: 'Explicit VR Little Endian',
  [transferSyntaxes.implicitLittle]: 'Implicit VR Little Endian',
  [transferSyntaxes.explicitBig]: 'Explicit VR Big Endian',
} as const satisfies Record<TransferSyntax, string>;

/** Names and UIDs of transfer syntaxes, in their order, for two columns of a table. */
export function syntaxCells(syntaxes: readonly string[]): readonly string[] {
  const names: Readonly<Record<string, string>> = transferSyntaxNames;
  return [syntaxes.map((syntax) => names[syntax] ?? syntax).join('; '), syntaxes.join('; ')];
}

/** `0116` */
const statusCode = (code: Status): string => code.toString(16).toUpperCase().padStart(4, '0');

/** Service status and further meaning, for the first columns of a status table. */
export function statusCells(code: Status): readonly string[] {
  const kind = code === 0 ? 'Success' : isWarning(code) ? 'Warning' : 'Failure';
  const meaning = statusMeanings[code];
  return [kind, meaning.charAt(0).toUpperCase() + meaning.slice(1), statusCode(code)];
}

/** The well-known instance of a SOP class, if it has one. */
export function wellKnownInstance(sopClassUid: string): string | undefined {
  if (sopClassUid === sopClasses.Printer) return sopInstances.Printer;
  if (sopClassUid === sopClasses.PrinterConfigurationRetrieval)
    return sopInstances.PrinterConfigurationRetrieval;
  return sopClassUid === sopClasses.PrintQueueManagement ? sopInstances.PrintQueue : undefined;
}
