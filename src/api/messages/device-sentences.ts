// The sentences that destinations write about devices, and the message with the same meaning. Sentences without a message are
// quoted. Start at `causeOf`.
import { deviceCode, deviceMessages, type DeviceMessageCode } from './device-messages.ts';

/** Sentences whose wording differs from that of their message. */
const sameAs: Readonly<Record<string, DeviceMessageCode>> = {
  'A door is open: close it.': 'device.cover-open',
  'A cover is not closed all the way: close it.': 'device.cover-open',
  'A paper tray is missing: put it in.': 'device.no-supply-magazine',
  'The output tray is missing: put it in.': 'device.no-receive-magazine',
  'The paper that a job asks for is not loaded: load it.': 'device.medium-not-loaded',
  'What the job needs is not loaded.': 'device.medium-not-loaded',
  'The printer lacks what the job needs.': 'device.medium-not-available',
  'The output tray is full: take the sheets out.': 'device.receiver-full',
  'The toner is used up: replace it.': 'device.ink-empty',
  'Ink or toner is used up: replace it.': 'device.ink-empty',
  'The ink is used up: replace it.': 'device.ink-empty',
  'The ribbon is used up: replace it.': 'device.ink-empty',
  'Toner is low: have some at hand.': 'device.ink-low',
  'Ink or toner is low: have some at hand.': 'device.ink-low',
  'Ink is low: have some at hand.': 'device.ink-low',
  'The ribbon is nearly used up: have one at hand.': 'device.ink-low',
  'A toner cartridge is missing: put it in.': 'device.no-ribbon',
  'Ink or toner is missing: put it in.': 'device.no-ribbon',
  'The developer is used up: replace it.': 'device.chemicals-empty',
  'Developer is low: have some at hand.': 'device.chemicals-low',
  'The fuser is warming up.': 'device.warming-up',
  'The memory of the printer is full: wait, or remove jobs there.': 'device.buffer-full',
  'The printer is offline: switch it on, check its cable.': 'device.offline',
  'The printer does not answer its server: check that it is on.': 'device.offline',
  'The printer is shut down: switch it on.': 'device.switched-off',
  'The printer is deactivated: activate it.': 'device.switched-off',
  'The printer is about to pause.': 'device.pausing',
  'The printer is stopping.': 'device.pausing',
  'The print server lacks a filter: install it there.': 'device.configuration-error',
  'The account is not permitted to print.': 'device.configuration-error',
  'The account has reached its limit.': 'device.configuration-error',
  'The printer has a fault: check its panel.': 'device.check-printer',
  'The printer is stopped and gives no reason: check its panel.': 'device.check-printer',
  'The printer is stopped.': 'device.check-printer',
  'Check the panel of the printer.': 'device.check-printer',
  'The printer is calibrating itself.': 'device.calibrating',
  'One of the devices of this printer is stopped.': 'device.part-stopped',
  'A device of the printer is stopped.': 'device.part-stopped',
  'The finisher of the printer needs attention.': 'device.finisher-error',
  'The printer is being tested.': 'device.busy',
  'The printer is printing and accepts the next job when it has finished.': 'device.busy',
  'The printer could not read the document.': 'device.page-invalid',
  'The printer does not support the format.': 'device.page-invalid',
  'The printer could not print the document.': 'device.page-invalid',
  'The printer could not decompress the document.': 'device.page-invalid',
  'A user cancelled it at the printer.': 'device.cancelled-there',
  'An operator cancelled it at the printer.': 'device.cancelled-there',
};

const bySentence: ReadonlyMap<string, DeviceMessageCode> = new Map([
  ...Object.entries(deviceMessages).map(([code, sentence]) => [sentence, code as DeviceMessageCode] as const),
  ...Object.entries(sameAs),
]);

/** Why something does not print: the message, and a text for what the message leaves out. */
export interface Cause {
  readonly cause: DeviceMessageCode;
  /** In English, to be quoted; empty if the message says all. */
  readonly text: string;
}

/** `ipp: job 12: ` before a sentence: the deliveries name their destination and receipt already. */
const heading = /^[^;:]{1,64}: /;

/**
 * @param term of DICOM: Printer Status Info or Execution Status Info; null: none
 * @param text what the device or its destination reports
 */
export function causeOf(term: string | null, text: string): Cause {
  const [once, twice] = [text.replace(heading, ''), text.replace(heading, '').replace(heading, '')];
  const exact = bySentence.get(text) ?? bySentence.get(once) ?? bySentence.get(twice);
  return exact === undefined ? { cause: deviceCode(term), text } : { cause: exact, text: '' };
}
