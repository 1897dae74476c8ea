// Every error that the HTTP API answers with: code, HTTP status, meaning. docs/reference/errors.md has the table. A code is a
// contract: programs and the browser decide by it. Imports nothing, so that a browser can load it.

interface ApiError {
  readonly status: number;
  readonly meaning: string;
}

export const apiErrors = {
  'bad-request': {
    status: 400,
    meaning:
      'A value in the path, query, header or body is not allowed; the message names it, what was found and what is allowed.',
  },
  'cursor-invalid': {
    status: 400,
    meaning:
      'The cursor is damaged, or belongs to another list or other filters; repeat the request without it.',
  },
  'token-needed': {
    status: 401,
    meaning: 'The request has no console token, or a wrong one (`Authorization: Bearer TOKEN`).',
  },
  'sign-in-needed': {
    status: 401,
    meaning: 'The request has no session and no token, or one that has ended.',
  },
  'sign-in-failed': {
    status: 401,
    meaning: 'The user name or the password is wrong, or the link of the first administrator is not valid.',
  },
  'link-not-valid': { status: 401, meaning: 'The link was used, has expired, or was replaced.' },
  'no-role': {
    status: 403,
    meaning: 'The directory knows the user, but none of the groups of the user has a role here.',
  },
  'directory-not-reachable': {
    status: 503,
    meaning: 'The directory of the users cannot be asked now; local users can sign in.',
  },
  'too-many-tries': {
    status: 429,
    meaning: 'Too many wrong passwords; the header `Retry-After` says when to try again.',
  },
  'host-not-allowed': {
    status: 403,
    meaning: 'The Host header names a host other than the console.',
  },
  'proxy-not-trusted': {
    status: 403,
    meaning: 'The request came through a proxy that the configuration does not name, and no one signs in.',
  },
  'foreign-origin': { status: 403, meaning: 'The request comes from a page of another web site.' },
  'not-permitted': { status: 403, meaning: 'The user has no role that permits this.' },
  'not-found': { status: 404, meaning: 'There is no such path; `GET /api` lists all.' },
  'no-such-job': { status: 404, meaning: 'No job has this ID, or an ID that starts with it.' },
  'no-such-printer': { status: 404, meaning: 'No printer has this AE title.' },
  'no-such-client': {
    status: 404,
    meaning: 'No client with this AE title has called, and its address is not given.',
  },
  'no-such-user': { status: 404, meaning: 'No user has this name.' },
  'no-such-token': { status: 404, meaning: 'No token has this ID.' },
  'no-such-session': { status: 404, meaning: 'The user has no session with this ID; it may have ended.' },
  'no-such-version': {
    status: 404,
    meaning: 'The history of the configuration has no such version; `GET /api/config` lists all.',
  },
  'no-such-record': {
    status: 404,
    meaning: 'The audit log has no record of this number, or no longer keeps it.',
  },
  'no-such-measurement': {
    status: 404,
    meaning: 'There is no scan, measurement, calibration or control with this ID, or it is no longer kept.',
  },
  'no-such-film': { status: 404, meaning: 'The job has fewer pages.' },
  'no-such-tile': { status: 404, meaning: 'The page has no such level, or no tile there.' },
  'no-such-upload': {
    status: 404,
    meaning: 'No file was uploaded with this id, or it has expired; upload it again.',
  },
  'no-such-preview': { status: 404, meaning: 'There is no such preview any more; request it again.' },
  'no-document': {
    status: 404,
    meaning: 'The job has no document: it is not rendered yet, or was removed with its pixels.',
  },
  'method-not-allowed': {
    status: 405,
    meaning: 'The path does not have this method; the header `Allow` names those that it has.',
  },
  'ambiguous-id': {
    status: 409,
    meaning: 'Several job IDs have this prefix; the message says how many.',
  },
  'not-possible': {
    status: 409,
    meaning: 'The action is not allowed in the present state; the message says why.',
  },
  'accounts-not-used': { status: 409, meaning: 'The configuration has no `accounts`: no user signs in.' },
  'user-exists': { status: 409, meaning: 'There is a user of this name already.' },
  'last-administrator': { status: 409, meaning: 'Without this user there would be no administrator.' },
  'printer-removed': {
    status: 409,
    meaning: 'The printer is being removed: it finishes what waits for it, and accepts no more films.',
  },
  'pixels-removed': { status: 409, meaning: 'The pixels of the job were removed: it cannot be printed.' },
  'request-id-reused': { status: 409, meaning: 'The `requestId` was used for another request.' },
  'changed-meanwhile': {
    status: 409,
    meaning:
      'Another calibration or reference was taken into use since the page was read; nothing was overwritten.',
  },
  'config-unreadable': {
    status: 409,
    meaning: 'The configuration file cannot be read, or is not YAML, so that its secrets cannot be hidden.',
  },
  'config-not-writable': {
    status: 409,
    meaning: 'The configuration file cannot be written by the server; nothing was changed.',
  },
  'config-changed': {
    status: 412,
    meaning: 'The configuration was changed since it was read (`If-Match`); nothing was overwritten.',
  },
  'body-too-large': {
    status: 413,
    meaning:
      'The body has more than 64 KiB, with a configuration in it more than 1 MiB, as an upload more than 2 GB, as a scan more than 256 MiB.',
  },
  'url-too-long': { status: 414, meaning: 'The URL, or a part of it, is too long.' },
  'json-needed': { status: 415, meaning: 'POST needs the header `Content-Type: application/json`.' },
  'bytes-needed': {
    status: 415,
    meaning: 'An upload needs the header `Content-Type: application/octet-stream`.',
  },
  'range-not-satisfiable': { status: 416, meaning: 'The range begins after the end of the document.' },
  'config-invalid': {
    status: 422,
    meaning: 'The configuration is not valid; the message has every problem, and nothing was changed.',
  },
  'not-printable': {
    status: 422,
    meaning: 'Nothing can be printed: the message says why for each file, or what the printer refused.',
  },
  'measurement-unusable': {
    status: 422,
    meaning: 'The scan or the densities cannot be used; the message says what was found and what to do.',
  },
  'headers-too-large': { status: 431, meaning: 'The headers have more than 16 KiB.' },
  internal: { status: 500, meaning: 'The server could not answer; its log says why.' },
  'uploads-full': {
    status: 507,
    meaning: 'There is no room for more uploads, or for this one; remove some, or print them.',
  },
  'too-busy': { status: 503, meaning: 'Too many previews or measurements are being made; try again.' },
  'queue-full': { status: 503, meaning: 'The print queue is full.' },
  'too-many-watchers': {
    status: 503,
    meaning: 'Too many clients follow the events; the header `Retry-After` says when to try again.',
  },
} as const satisfies Readonly<Record<string, ApiError>>;

export type ApiErrorCode = keyof typeof apiErrors;
