// The program: `node src/main.ts COMMAND …`. Everything else is in cli/program.ts.
import './cli/file-threads.ts';
import './cli/small-heap.ts';
import { runCommandLine } from './cli/program.ts';

process.exitCode = await runCommandLine(process.argv.slice(2));
