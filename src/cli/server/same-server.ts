// Commands that a text suggests, completed so that they reach the server that it is about: a user who named the server's data
// folder, configuration or address need not add it again. Start at `forSameServer`.

/** How the command line named the server. */
export interface NamedServer {
  readonly url?: URL | undefined;
  readonly data?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly ca?: string | undefined;
}

/** Commands with the options of server-options.ts. */
const ofServers =
  /"(hardcopy (?:status|reload|jobs?|cancel|hold|release|retry|printed|reprint|move|priority|printers (?:pause|resume|test-page|move-queue)|calibrate \S+ target)\b[^"]*)"/g;

/** Quoted where a shell would split it. */
const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** `hardcopy retry 1h2k --data /srv/films` */
export function commandFor(command: string, { url, data, tokenFile, ca }: NamedServer): string {
  return [
    command,
    ...(url === undefined ? [] : [`--url ${word(url.origin)}`]),
    ...(data === undefined ? [] : [`--data ${word(data)}`]),
    ...(tokenFile === undefined ? [] : [`--token-file ${word(tokenFile)}`]),
    ...(ca === undefined ? [] : [`--ca ${word(ca)}`]),
  ].join(' ');
}

/** The text with every quoted command of a running server completed. */
export function forSameServer(text: string, server: NamedServer): string {
  return text.replaceAll(ofServers, (_, command: string) => `"${commandFor(command, server)}"`);
}
