// Keeps compiled code between starts: without it, every start strips the types of some hundred files and compiles them again.
// The code in the cache is run, so that only folders are used that no other user can write to. Start at `useCompileCache`.
// JavaScript, because the first TypeScript file that is not in the cache makes Node load its compiler for a tenth of a second.
import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

/** @type {(folder: string) => boolean} */
const exists = (folder) => lstatSync(folder, { throwIfNoEntry: false }) !== undefined;

/**
 * Where this user's caches are, on this system.
 * @param {NodeJS.ProcessEnv} env
 */
function cachesOfUser(env) {
  if (process.platform === 'win32') return env.LOCALAPPDATA ?? '';
  const home = env.HOME ?? homedir();
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches');
  return env.XDG_CACHE_HOME ?? path.join(home, '.cache');
}

/**
 * Folders for compiled code, the best first: the one that systemd made for the service (CacheDirectory), that of the
 * installation, which goes with it, and that of the user.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} packages the folder with the packages of the installation
 * @returns {readonly string[]}
 */
export function cacheFolders(env, packages = path.join(import.meta.dirname, '..', 'node_modules')) {
  const [ofService = ''] = (env.CACHE_DIRECTORY ?? '').split(':');
  const ofUser = cachesOfUser(env);
  return [
    ...(path.isAbsolute(ofService) ? [path.join(ofService, 'compiled')] : []),
    ...(exists(packages) ? [path.join(packages, '.cache', 'hardcopy')] : []),
    // The folder of caches is not created: the home of a service may be its data folder, which must be empty at first.
    ...(path.isAbsolute(ofUser) && exists(ofUser) ? [path.join(ofUser, 'hardcopy', 'compiled')] : []),
  ];
}

/**
 * Creates the folder, for this user alone. False when it cannot be created, or another user owns it or can write to it.
 * @param {string} folder
 */
function isUsable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    const own = process.getuid?.();
    return own === undefined || (found.isDirectory() && found.uid === own && (found.mode & 0o022) === 0);
  } catch {
    return false;
  }
}

/**
 * Uses the cache in this process, its threads and the processes that it starts; without a usable folder nothing is cached.
 * Node's variables go before this: NODE_COMPILE_CACHE names another folder, NODE_DISABLE_COMPILE_CACHE=1 turns the cache off.
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} folders
 * @returns {string | undefined} the folder; undefined when no cache is used, or Node's variable names it
 */
export function useCompileCache(env = process.env, folders = cacheFolders(env)) {
  // Coverage of code from the cache is not exact.
  if (env.NODE_COMPILE_CACHE !== undefined || env.NODE_V8_COVERAGE !== undefined) return undefined;
  const folder = folders.find(isUsable);
  if (folder === undefined || enableCompileCache(folder).directory === undefined) return undefined;
  env.NODE_COMPILE_CACHE = folder;
  return folder;
}
