// `hardcopy echo --all`: verifies every imager and remote system of the configuration, and shows the results as a table.
import type { Verification } from '../../destinations/dicom/verification.ts';
import { verifyAll } from '../../destinations/dicom/verification.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { printJson } from '../context.ts';
import { configOf } from '../server/running-config.ts';
import { count, listing } from '../terminal/tables.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { tableColumns } from '../terminal/terminal.ts';

/** Exit code when at least one system does not answer. */
export const exitCodeOfSilent = 3;

export interface EchoAllOptions {
  readonly config?: string;
  readonly data?: string;
  readonly json?: true;
}

const resultOf = ({ problem, implementation }: Verification): string =>
  problem ?? `answers (${implementation ?? 'no name'})`;

/** The table, one line per system. Without an answer there is no round trip; the time is then that until the verdict. */
function verificationTable(found: readonly Verification[], columns: number): string {
  return listing(
    ['NAME', 'AE TITLE', 'ADDRESS', 'TIME', 'RESULT'],
    found.map((each) => [
      each.names.join(', '),
      each.aeTitle,
      `${each.host}:${each.port}`,
      `${each.roundTripMs ?? each.totalMs} ms`,
      resultOf(each),
    ]),
    columns,
  );
}

/**
 * @param useless given options and arguments that name one printer
 * @throws CommandFailure 3 when a system does not answer; SetupFailure for invalid options or an invalid configuration
 */
export async function echoAll(
  terminal: Terminal,
  { config: file, data, json }: EchoAllOptions,
  useless: readonly string[],
): Promise<void> {
  if (useless.length > 0) {
    throw new SetupFailure('usage', `--all verifies what the configuration names; leave out ${useless[0]}`);
  }
  const config = await configOf({
    ...(file === undefined ? {} : { file }),
    ...(data === undefined ? {} : { data }),
  });
  const found = await verifyAll(config);
  const silent = found.filter(({ answers }) => !answers).length;
  if (json) printJson(terminal, { remotes: found });
  else if (found.length === 0) {
    terminal.print(
      `${config.file} has no film imagers among its destinations and no remotes: nothing to verify`,
    );
  } else terminal.print(verificationTable(found, tableColumns(terminal)));
  if (silent === 0) return;
  if (!json) terminal.note(`${silent} of ${count(found.length, 'remote system')} do not answer`);
  throw new CommandFailure(exitCodeOfSilent);
}
