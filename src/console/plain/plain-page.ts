// The page /plain: the contents of the page Now as HTML without scripts, for browsers that run none. Start at `plainPage`.
import type { ApiJob } from '../../api/job.ts';
import type { ApiDevice, ApiPrinter } from '../../api/printer.ts';
import type { ApiStatus, ApiTodo } from '../../api/server.ts';
import { markup, type Markup } from './markup.ts';
import { jobWord, printerWord } from './plain-words.ts';

/**
 * Seconds after which the page loads itself again, if the reader chose that (WCAG 2.2.1: no reader is interrupted without a
 * request).
 */
const refreshSeconds = 30;

/** 2026-11-30 08:15:02, in the time zone of the server. */
const localTime = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });
const timeOf = (at: string) => localTime.format(new Date(at));

const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/**
 * @param refreshes the page loads itself again
 * @returns the whole document
 */
export function plainPage(status: ApiStatus, refreshes: boolean): string {
  const { todo, printers, printing, next, waiting, last, at } = status;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const worst = todo.some(({ severity }) => severity === 'failure') ? 'failure' : 'warning';
  const queue = [...printing, ...next];
  const more = waiting - next.length;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refreshes && markup`<meta http-equiv="refresh" content="${refreshSeconds}">\n`}<title>Status – Hardcopy</title>
<link rel="stylesheet" href="/plain.css">
</head>
<body>
<main>
<h1>Hardcopy</h1>
${
  todo.length === 0
    ? markup`<p class="health ok">All in order.</p>`
    : markup`<p class="health ${worst}">Attention required: ${counted(todo.length, 'thing', 'things')} to do.</p>`
}
<p class="note">${timeOf(at)}, ${timeZone}. ${
    refreshes
      ? markup`The page loads itself every ${refreshSeconds} seconds. <a href="/plain">Stop</a>.`
      : markup`<a href="/plain">Refresh</a> now, or <a href="/plain?refresh">every ${refreshSeconds} seconds</a>.`
  } <a href="/">Console</a> with all functions, by JavaScript.</p>
${todo.length > 0 && markup`<h2>What to do now</h2>\n<ul>\n${todo.map((entry) => todoItem(entry, printers))}</ul>`}
<h2>Printers</h2>
<table>
<thead><tr><th scope="col">Printer</th><th scope="col">State</th><th scope="col">Films</th><th scope="col">Devices</th><th scope="col">Calibration</th></tr></thead>
<tbody>
${printers.map(printerRow)}</tbody>
</table>
<h2>Queue</h2>
${queue.length === 0 ? markup`<p>No film waits.</p>` : jobTable(queue)}
${more > 0 && markup`<p>${counted(more, 'more waits', 'more wait')}.</p>`}
<h2>Last films</h2>
${last.length === 0 ? markup`<p>No films yet.</p>` : jobTable(last)}
</main>
</body>
</html>
`.text;
}

function todoItem(
  { kind, severity, sentence, printer, command }: ApiTodo,
  printers: readonly ApiPrinter[],
): Markup {
  const waiting =
    kind === 'device' || kind === 'paused'
      ? (printers.find(({ aeTitle }) => aeTitle === printer)?.jobsWaiting ?? 0)
      : 0;
  const what = severity === 'failure' ? 'Films are not printed' : 'Soon films will not be printed';
  return markup`<li><strong class="${severity}">${what}:</strong> <bdi>${sentence}</bdi>${
    waiting > 0 && markup` ${counted(waiting, 'film waits', 'films wait')}.`
  }${command !== null && markup` <code>${command}</code>`}</li>
`;
}

function printerRow(printer: ApiPrinter): Markup {
  const { aeTitle, name, paused, pausedBy, jobsWaiting, devices, calibration } = printer;
  return markup`<tr><th scope="row"><bdi>${aeTitle}</bdi>${
    name !== aeTitle && markup` <small><bdi>${name}</bdi></small>`
  }</th><td><strong>${printerWord(printer)}</strong>${
    paused && markup` <small>by <bdi>${pausedBy ?? 'a user'}</bdi></small>`
  }</td><td>${jobsWaiting === 0 ? 'none waits' : counted(jobsWaiting, 'waits', 'wait')}</td><td>${devices.map(deviceLine)}</td><td data-name="Calibration">${
    calibration === null
      ? 'not measured'
      : `${calibration.expired ? 'expired, ' : ''}measured ${timeOf(calibration.measuredAt).slice(0, 10)}`
  }</td></tr>
`;
}

/** Only the text of a device with a problem is shown: that of a device in order may contain a path of the server. */
function deviceLine({ destination, status, detail, supplies, mediaReady }: ApiDevice): Markup {
  const facts = [
    ...(mediaReady.length > 0 ? [`Loaded: ${mediaReady.join(', ')}`] : []),
    ...supplies.flatMap(({ name, percent }) =>
      percent === null ? [] : [`${name} ${Math.round(percent)} %`],
    ),
  ];
  return markup`<p><bdi>${destination}</bdi>: <bdi>${status === 'NORMAL' ? 'in order' : detail}</bdi>${
    facts.length > 0 && markup` <small><bdi>${facts.join(' · ')}</bdi></small>`
  }</p>`;
}

function jobTable(jobs: readonly ApiJob[]): Markup {
  return markup`<table>
<thead><tr><th scope="col">State</th><th scope="col">Client</th><th scope="col">Label</th><th scope="col">Printer</th><th scope="col">Films</th><th scope="col">Time</th></tr></thead>
<tbody>
${jobs.map(
  (job) =>
    markup`<tr><td><strong>${jobWord(job)}</strong></td><th scope="row"><bdi>${job.callingAeTitle}</bdi></th><td><bdi>${
      job.sessionLabel ?? ''
    }</bdi></td><td><bdi>${job.printer}</bdi></td><td>${counted(job.films.length * job.copies, 'film', 'films')}${
      job.priority !== 'MED' &&
      markup` <small>${job.priority === 'HIGH' ? 'high priority' : 'low priority'}</small>`
    }</td><td>${timeOf(job.finishedAt ?? job.createdAt)}</td></tr>
`,
)}</tbody>
</table>`;
}
