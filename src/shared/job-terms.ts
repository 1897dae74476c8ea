// The terms of a print job that the spool, the API and the browser share: states, causes of failure, priorities. Imports
// nothing, so that a browser can load it.

/** The states of DICOM's Print Job (PS3.3 C.13.8), and UNKNOWN: the job was sent, but its outcome is not known. */
export const jobStates = ['PENDING', 'PRINTING', 'DONE', 'FAILURE', 'UNKNOWN'] as const;

/** Why an attempt failed: permanently, transiently, or because the device is not ready. */
export const deliveryCauses = ['refused', 'transient', 'device'] as const;

/** Medium Type (2000,0030): PS3.3 C.13.1, and CURRENT for the loaded medium (PS3.2 E.8.5.1). */
export const mediumTypes = [
  'CURRENT',
  'PAPER',
  'CLEAR FILM',
  'BLUE FILM',
  'MAMMO CLEAR FILM',
  'MAMMO BLUE FILM',
] as const;

/** Print Priority (2000,0020), most urgent first. */
export const printPriorities = ['HIGH', 'MED', 'LOW'] as const;
