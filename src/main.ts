// The program: `bin/hardcopy COMMAND …`, which starts faster, or `node src/main.ts COMMAND …`. Everything else is in
// cli/program.ts.
import './cli/server/file-threads.ts';
import './cli/server/small-heap.ts';
import { runCommandLine } from './cli/program.ts';

const exitCode = await runCommandLine(process.argv.slice(2));
// A failed write to the output may have set an exit code.
if (exitCode !== 0 || process.exitCode === undefined) process.exitCode = exitCode;
