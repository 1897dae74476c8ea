// Loaded into a server before its own code (--import): SIGUSR2 starts ten calls that never return, like those to a
// failed network disk: they open pipes that have no writer.
import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';

process.once('SIGUSR2', () => {
  const data = process.argv[process.argv.indexOf('--data') + 1] ?? '.';
  const pipes = Array.from({ length: 10 }, (_, index) => path.join(data, `pipe-${index}`));
  execFileSync('mkfifo', pipes);
  for (const pipe of pipes) void open(pipe, 'r');
  process.stderr.write('ten calls hang\n');
});
