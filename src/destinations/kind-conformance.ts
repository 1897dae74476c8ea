// What the conformance statement says of a kind of destination (PS3.2 annex A): its status terms, what becomes of colour,
// media and trays, and the associations that it opens. Sentences name all devices of the kind that a printer has.

/** Terms of whatever delivers: it does not answer, was set up wrongly, or failed for another reason. */
export const anyDelivery: readonly string[] = ['CHECK PRINTER', 'ELEC CONFIG ERR', 'PRINTER OFFLINE'];

/** Associations that the printer opens to devices of the kind. */
export interface OpenedAssociations {
  /** The role of the printer's AE: `Print SCU`. */
  readonly role: string;
  /** UIDs of the SOP classes that are proposed. */
  readonly sopClasses: readonly string[];
  /** A paragraph. @param called - the devices with their AE titles */
  readonly policy: (called: string) => string;
}

export interface KindConformance<Settings> {
  /** What Printer Status Info and Execution Status Info (PS3.3 C.13.9.1) may say of trouble. */
  readonly statusTerms: readonly string[];
  /** What they may say besides, `what the imagers A, B say`; default: nothing. */
  readonly otherTerms?: (names: string) => string;
  /** What becomes of colour, a sentence. `always`: every film with colours is printed in colour. */
  readonly color: { readonly always: boolean; readonly sentence: (names: string) => string };
  /** What Medium Type and Film Destination choose there, a clause each; default: nothing. */
  readonly media?: (settings: Settings) => readonly string[];
  /** A sentence on what else becomes of them; default: none. */
  readonly mediaNote?: (names: string) => string;
  /** Default: none. */
  readonly associations?: OpenedAssociations;
}
