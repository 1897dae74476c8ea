// `hardcopy audit verify`: whether the audit log is as it was written.
import { Command, InvalidArgumentError } from 'commander';
import { auditFolder } from '../../audit/chain/file-names.ts';
import { verifyLog, type Verification } from '../../audit/chain/verify.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { printJson, type CliContext } from '../context.ts';
import { defaultDataFolder } from '../server/local-server.ts';
import { whole } from '../terminal/option-values.ts';

interface VerifyCommandOptions {
  readonly data?: string;
  readonly hash?: string;
  readonly after?: number;
  readonly json?: true;
}

function hash(text: string): string {
  const lower = text.trim().toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(lower))
    throw new InvalidArgumentError('Give the 64 hexadecimal digits of a hash.');
  return lower;
}

function sentenceOf({ records, first, last, broken, files }: Verification): string {
  if (broken) return `Not whole: ${broken.what} (${broken.where}).`;
  if (!first || !last) return 'There are no records.';
  return [
    `Whole: ${records} records in ${files === 1 ? 'one file' : `${files} files`},`,
    `${first.seq} of ${first.at} to ${last.seq} of ${last.at}.`,
    `Hash of the last: ${last.hash}`,
  ].join(' ');
}

export function verifyCommand({ terminal }: CliContext): Command {
  return new Command('verify')
    .summary('check that no record was changed, removed or inserted')
    .description(
      'Reads the files of the audit log and checks its chain of hashes. The server may run.\nExit code 1 if the log is not whole; the first record that is not as it was written is named.\nRecords that are cut off together with the note of the newest one are found with --hash: the audit repository has the hash of each record it received.',
    )
    .option('--data <DIR>', 'data folder; without it that of the configuration that ships with Hardcopy')
    .option('--hash <HASH>', 'hash of a record that the log must contain', hash)
    .option('--after <N>', 'checks only records after this number', whole(1, 999_999_999))
    .option('--json', 'JSON output for scripts')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy audit verify\n  hardcopy audit verify --data /var/lib/hardcopy\n',
    )
    .action(async (_options: VerifyCommandOptions, command: Command) => {
      const options = command.optsWithGlobals<VerifyCommandOptions>();
      const { data = defaultDataFolder(), hash: known, after } = options;
      const found = await verifyLog(auditFolder(data), { known, after });
      if (options.json) printJson(terminal, found);
      else terminal.print(sentenceOf(found));
      if (found.broken) throw new CommandFailure(1);
    });
}
