// Every kind of destination there is. A new one is a folder here and its name in `destinationKinds`; everything else walks
// this list. docs/how-to/add-a-destination-kind.md is the page about it.
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

/** Where the films of a printer go of which a configuration says nothing. */
export const defaultDestinations = [{ kind: pdfKind.kind, name: pdfKind.kind }] as const;
