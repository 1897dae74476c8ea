// The registry of all kinds of destinations. A new kind is a folder here and an entry in `destinationKinds`; all other code
// uses this list. See docs/how-to/add-a-destination-kind.md.
import { dicomKind } from './dicom/dicom-kind.ts';
import { entryUnion, type DestinationKind } from './destination-kind.ts';
import { ippKind } from './ipp/ipp-kind.ts';
import { pdfKind } from './pdf/pdf-kind.ts';
import { poolKind } from './pool/pool-kind.ts';

/** The kinds, in the order of documents; pools of those that are devices come after them. */
export const destinationKinds: readonly DestinationKind[] = [pdfKind, ippKind, dicomKind];

/** What a configuration may say of a destination, by kind. */
export function destinationSchema(kinds: readonly DestinationKind[]) {
  return entryUnion([...kinds, poolKind(kinds)].map(({ schema }) => schema));
}

/** The destination of a printer whose configuration names none. */
export const defaultDestinations = [{ kind: pdfKind.kind, name: pdfKind.kind }] as const;
