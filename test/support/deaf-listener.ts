// A port that neither accepts nor refuses connections: a stopped listener with a full queue. The system keeps further
// connections waiting, like a firewall that drops packets. Loopback only.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';

const script = `const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.stdout.write(String(server.address().port)));`;

/** The port, and a function that closes it. */
export async function deafListener(): Promise<{ readonly port: number; readonly end: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  const port = Number(text.toString());
  // A queue of length 1 accepts two connections; the others wait.
  const waiting = Array.from({ length: 4 }, () => createConnection({ host: '127.0.0.1', port }));
  for (const socket of waiting) socket.on('error', () => undefined);
  await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, 'connect')));
  return {
    port,
    end: async () => {
      for (const socket of waiting) socket.destroy();
      child.kill('SIGKILL');
      await exited;
    },
  };
}
