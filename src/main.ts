// The program: `node src/main.ts COMMAND …`. Everything else is in cli/program.ts.
import './cli/server/file-threads.ts';
import './cli/server/small-heap.ts';
import { runCommandLine } from './cli/program.ts';

const exitCode = await runCommandLine(process.argv.slice(2));
// Output that could not be written has set one.
if (exitCode !== 0 || process.exitCode === undefined) process.exitCode = exitCode;
