// What the conformance statement says about a kind of destination (PS3.2 annex A): its status terms, its treatment of color,
// media and trays, and the associations that it opens. Sentences name all devices of the kind that a printer has.

/** Terms of every device driver: the device does not answer, is configured incorrectly, or failed for another reason. */
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
  /** Problems that Printer Status Info and Execution Status Info (PS3.3 C.13.9.1) can report. */
  readonly statusTerms: readonly string[];
  /** What else they can report, `what the imagers A, B say`; default: nothing. */
  readonly otherTerms?: (names: string) => string;
  /** How color is treated, one sentence. `always`: every film with colors is printed in color. */
  readonly color: { readonly always: boolean; readonly sentence: (names: string) => string };
  /** What Medium Type and Film Destination select there, one clause each; default: nothing. */
  readonly media?: (settings: Settings) => readonly string[];
  /** One sentence on further uses of these attributes; default: none. */
  readonly mediaNote?: (names: string) => string;
  /** Default: none. */
  readonly associations?: OpenedAssociations;
}
