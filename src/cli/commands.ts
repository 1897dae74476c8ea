// The commands of the command line: where each is in the help, and its file. A new command gets an entry here.
import type { Command } from 'commander';
import type { CliContext } from './context.ts';

interface LoadedCommand {
  readonly heading: string;
  readonly load: () => Promise<(context: CliContext) => Command>;
}

/**
 * The commands, in the order of the help. Each is loaded when it is used: together they need most of the program, and
 * `--version` must not wait for that.
 */
export const commands: Readonly<Record<string, LoadedCommand>> = {
  serve: { heading: 'Server:', load: async () => (await import('./server/serve.ts')).serveCommand },
  reload: {
    heading: 'Server:',
    load: async () => (await import('./server/reload-command.ts')).reloadCommand,
  },
  check: { heading: 'Server:', load: async () => (await import('./inspect/check.ts')).checkCommand },
  doctor: { heading: 'Server:', load: async () => (await import('./doctor/doctor.ts')).doctorCommand },
  users: { heading: 'Server:', load: async () => (await import('./accounts/users.ts')).usersCommand },
  tokens: { heading: 'Server:', load: async () => (await import('./accounts/tokens.ts')).tokensCommand },
  audit: { heading: 'Server:', load: async () => (await import('./audit/audit.ts')).auditCommand },
  notify: { heading: 'Server:', load: async () => (await import('./notify/notify.ts')).notifyCommand },
  conformance: {
    heading: 'Server:',
    load: async () => (await import('./inspect/conformance.ts')).conformanceCommand,
  },
  demo: { heading: 'Server:', load: async () => (await import('./print/demo.ts')).demoCommand },
  print: { heading: 'Printing:', load: async () => (await import('./print/print.ts')).printCommand },
  echo: { heading: 'Printing:', load: async () => (await import('./print/echo.ts')).echoCommand },
  jobs: { heading: 'Jobs:', load: async () => (await import('./jobs/jobs.ts')).jobsCommand },
  job: { heading: 'Jobs:', load: async () => (await import('./jobs/jobs.ts')).jobCommand },
  cancel: { heading: 'Jobs:', load: async () => (await import('./jobs/job-actions.ts')).cancelCommand },
  hold: { heading: 'Jobs:', load: async () => (await import('./jobs/job-actions.ts')).holdCommand },
  release: { heading: 'Jobs:', load: async () => (await import('./jobs/job-actions.ts')).releaseCommand },
  retry: { heading: 'Jobs:', load: async () => (await import('./jobs/job-actions.ts')).retryCommand },
  printed: { heading: 'Jobs:', load: async () => (await import('./jobs/job-actions.ts')).printedCommand },
  reprint: { heading: 'Jobs:', load: async () => (await import('./jobs/job-actions.ts')).reprintCommand },
  move: { heading: 'Jobs:', load: async () => (await import('./jobs/job-actions.ts')).moveCommand },
  priority: { heading: 'Jobs:', load: async () => (await import('./jobs/job-actions.ts')).priorityCommand },
  status: { heading: 'Printers:', load: async () => (await import('./inspect/status.ts')).statusCommand },
  printers: {
    heading: 'Printers:',
    load: async () => (await import('./printers/printers.ts')).printersCommand,
  },
  calibrate: {
    heading: 'Printers:',
    load: async () => (await import('./calibrate/calibrate.ts')).calibrateCommand,
  },
  control: {
    heading: 'Printers:',
    load: async () => (await import('./control/control.ts')).controlCommand,
  },
  render: { heading: 'Looking:', load: async () => (await import('./pages/render.ts')).renderCommand },
  compare: { heading: 'Looking:', load: async () => (await import('./pages/compare.ts')).compareCommand },
  trace: { heading: 'Wire:', load: async () => (await import('./inspect/trace.ts')).traceCommand },
  replay: { heading: 'Wire:', load: async () => (await import('./inspect/replay.ts')).replayCommand },
};

/** The commands to load for `args`: the named one, none for the version, all for help and for an unknown word. */
export function commandsNeededBy([first = '']: readonly string[]): readonly string[] {
  if (first === '--version' || first === '-V') return [];
  return Object.hasOwn(commands, first) ? [first] : Object.keys(commands);
}
