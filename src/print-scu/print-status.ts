// DIMSE statuses of a printer as text for the users of the client (PS3.7 annex C, PS3.4 H.4).

const meanings: Readonly<Record<number, string>> = {
  0x0105: 'no such attribute',
  0x0106: 'invalid attribute value',
  0x0107: 'attribute list error: attributes it does not know were skipped',
  0x0110: 'processing failure',
  0x0111: 'duplicate SOP instance',
  0x0112: 'no such SOP instance',
  0x0114: 'no such argument',
  0x0115: 'invalid argument value',
  0x0116: 'attribute value out of range: the printer uses another value',
  0x0117: 'invalid SOP instance',
  0x0118: 'no such SOP class',
  0x0119: 'class-instance conflict',
  0x0120: 'missing attribute',
  0x0121: 'missing attribute value',
  0x0122: 'SOP class not supported',
  0x0123: 'no such action type',
  0x0124: 'refused: not authorized',
  0x0210: 'duplicate invocation',
  0x0211: 'unrecognized operation',
  0x0212: 'mistyped argument',
  0x0213: 'resource limitation',
  0xb600: 'memory allocation not supported',
  0xb601: 'printing a whole film session is not supported',
  0xb602: 'the film session has an empty page',
  0xb603: 'the film is empty',
  0xb604: 'image larger than its box: it was demagnified',
  0xb605: 'density outside the range of the printer: its limit is used',
  0xb609: 'image larger than its box: it was cropped',
  0xb60a: 'image larger than its box: it was decimated',
  0xc600: 'the film session has no film boxes',
  0xc601: 'print queue full',
  0xc602: 'print queue full',
  0xc603: 'image larger than its box',
  0xc605: 'insufficient memory to store the image',
  0xc613: 'the images together are larger than can be printed',
  0xc616: 'an earlier film box is not printed yet',
};

/** Whether the operation was performed: Success and warnings (PS3.7 C.3, C.4). */
export function isDone(status: number): boolean {
  return status === 0 || isWarning(status);
}

export function isWarning(status: number): boolean {
  return status === 0x0001 || status === 0x0107 || status === 0x0116 || status >> 12 === 0xb;
}

/** Such as `0106H`. */
export const statusCode = (status: number): string =>
  `${status.toString(16).padStart(4, '0').toUpperCase()}H`;

/** Such as `0106H (invalid attribute value)`. */
export function statusText(status: number): string {
  return `${statusCode(status)} (${meanings[status] ?? 'vendor-specific status'})`;
}
