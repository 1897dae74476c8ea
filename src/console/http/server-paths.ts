// Only administrators see paths of the server. In answers to other users the server's folders and other absolute paths are
// removed. Works on the text of the whole answer, so that no sentence is missed. Start at `hidePaths`.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { userOf } from './user.ts';

/** Replaces a removed path. */
const hidden = '…';

/**
 * An absolute path of at least two parts, where a word begins. The paths of the API itself are shown. In JSON every backslash of a Windows
 * path is written twice.
 */
const absolutePath =
  /(?<=^|[\s"'(=,>\[`])(?:\/(?!api\b)[^\s/"'(),;:<>\\]+(?:\/[^\s/"'(),;:<>\\]+)+\/?|[A-Za-z]:(?:\\{1,2}|\/)[^\s"'(),;<>]+)/g;

/** @param folders absolute paths, which may have spaces */
export function hidePaths(text: string, folders: readonly string[]): string {
  const written = folders
    .filter((folder) => folder.length > 1)
    .map((folder) => JSON.stringify(folder).slice(1, -1))
    .toSorted((a, b) => b.length - a.length);
  const shortened = written.reduce((left, folder) => left.replaceAll(folder, hidden), text);
  return shortened.replaceAll(absolutePath, hidden);
}

/** Whether this user may see paths; one whose name is not valid may not. */
export function seesPaths(request: FastifyRequest): boolean {
  try {
    return userOf(request).administrator;
  } catch {
    return false;
  }
}

const texts = /^(?:application\/json|text\/html|text\/plain|text\/csv)/;

/** Hides paths in every text that the server answers to other users. */
export function hidePathsIn(
  server: FastifyInstance,
  folders: () => readonly string[],
  pages: ReadonlySet<string>,
): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const isText = texts.test(String(reply.getHeader('content-type') ?? ''));
    // The files of the page name each other by paths, none of which is a path of the server.
    const isPage = pages.has(request.routeOptions.url ?? '');
    if (!isText || isPage || seesPaths(request)) done(null, payload);
    else if (typeof payload === 'string') done(null, hidePaths(payload, folders()));
    else if (Buffer.isBuffer(payload)) done(null, hidePaths(payload.toString(), folders()));
    else done(null, payload);
  });
}
