// Why a port cannot be opened, as a sentence that says what to do: it names the process that has the port (on Linux, if that
// process is visible), or what a privileged port needs. Start at `listenFailure`.
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, SetupFailure, systemCodeOf } from './errors.ts';

export interface ListenPlace {
  readonly protocol: 'DICOM' | 'HTTP';
  readonly host: string;
  readonly port: number;
  /** The option and key that choose another port or host, for the sentence: `--http-port or console.port`. */
  readonly portKey: string;
  readonly hostKey: string;
}

const maxPrivileged = 1023;

/** How to open a port below 1024 without being root. */
export const privilegedAdvice =
  process.platform === 'linux'
    ? `ports up to ${maxPrivileged} are privileged: give Node the capability (setcap cap_net_bind_service=+ep ${process.execPath}), or the service AmbientCapabilities=CAP_NET_BIND_SERVICE in systemd`
    : `ports up to ${maxPrivileged} are privileged on this system`;

/** The process that has a port. */
export interface PortHolder {
  readonly pid: number;
  /** The command line. */
  readonly command: readonly string[];
  readonly isHardcopy: boolean;
}

/** Inodes of the sockets that listen on the port: /proc/net/tcp, state 0A. */
async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === '0A' && local.endsWith(`:${hex}`) && inode !== undefined) inodes.add(inode);
    }
  }
  return inodes;
}

async function holds(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = path.join('/proc', pid, 'fd');
  for (const name of await readdir(folder).catch(() => [])) {
    const target = await readlink(path.join(folder, name)).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

/** Files that are run as the program. */
const programs = [path.join('bin', 'hardcopy.js'), path.join('src', 'main.ts')];

/** The process that listens on a TCP port; undefined where it is not visible (other systems, other users). */
export async function portHolder(port: number): Promise<PortHolder | undefined> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid) || !(await holds(pid, inodes))) continue;
    const command = (await readFile(path.join('/proc', pid, 'cmdline'), 'utf8').catch(() => ''))
      .split('\0')
      .slice(0, -1);
    const isHardcopy =
      command.some((word) => programs.some((name) => word.endsWith(name))) && command.includes('serve');
    return { pid: Number(pid), command, isHardcopy };
  }
  return undefined;
}

/** `another Hardcopy server, process 812`, `process 633 (nginx)`, `another program`. */
export function holderText(holder: PortHolder | undefined): string {
  if (holder === undefined) return 'another program';
  if (holder.isHardcopy) return `another Hardcopy server, process ${holder.pid}`;
  return `process ${holder.pid} (${path.basename(holder.command[0] ?? 'unknown')})`;
}

/**
 * The failure of a server that could not listen.
 * @returns SetupFailure `port-in-use` or `config-invalid`
 */
export async function listenFailure(place: ListenPlace, error: unknown): Promise<SetupFailure> {
  const { protocol, host, port, portKey, hostKey } = place;
  const what = `${protocol} port ${port} on ${host}`;
  switch (systemCodeOf(error)) {
    case 'EADDRINUSE': {
      const holder = holderText(await portHolder(port));
      const message = `${what} is in use by ${holder}; stop it, or choose another port with ${portKey}`;
      return new SetupFailure('port-in-use', message, { cause: error });
    }
    case 'EACCES': {
      const advice = port > maxPrivileged ? 'the system reserves it' : privilegedAdvice;
      const message = `${what} cannot be opened by this user: ${advice}; or choose one above ${maxPrivileged} with ${portKey}`;
      return new SetupFailure('port-in-use', message, { cause: error });
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SetupFailure('config-invalid', `${hostKey}: ${host} is not an address of this machine`, {
        cause: error,
      });
    default:
      return new SetupFailure(
        'config-invalid',
        `cannot listen for ${protocol} on ${host} port ${port}: ${messageOf(error)}`,
        {
          cause: error,
        },
      );
  }
}
