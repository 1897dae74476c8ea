// Messages about jobs: states, deliveries, history. `{name}` is a parameter. `{text}` is a sentence in English that
// names what a device or a destination reported: it is quoted, not translated.

export const jobMessages = {
  'job.queued': 'Waiting in the queue.',
  'job.held': 'Held until it is released.',
  /** `cause` is the code of what the device reports. */
  'job.waiting': 'Waits for its device: {text} {cause}',
  /** `at`: time of the next attempt, ISO 8601. */
  'job.retry': 'Tried again at {at}: {text} {cause}',
  'job.rendering': 'The films are being rendered.',
  'job.delivering': 'The films are on their way to their destinations.',
  'job.delivering-to': 'On its way: {text} {cause}',
  'job.done': 'Printed: {text}',
  'job.done-best-effort-failed': 'Printed; a best-effort destination did not receive it: {text}',
  'job.outcome-unknown': 'It is not known whether it was printed: {text}',
  'job.render-failed': 'A film could not be rendered: {text}',
  'job.pixels-missing': 'Its images are damaged: {text}',
  'job.delivery-failed': 'Not printed: {text} {cause}',
  'job.cancelled': 'Cancelled.',

  'delivery.waiting-for-turn': 'Not started yet.',
  'delivery.sending': 'Being sent.',
  'delivery.progress': '{text} {cause}',
  'delivery.done': '{text}',
  'delivery.refused': 'Refused: {text} {cause}',
  'delivery.transient': 'Failed, tried again at {at}: {text} {cause}',
  'delivery.device': 'Waits until the device is ready: {text} {cause}',
  'delivery.outcome-unknown': 'It is not known whether it was printed: {text}',
  'delivery.cancelled': 'Cancelled.',

  'history.hold': 'Held until it is released.',
  'history.release': 'Released.',
  'history.cancel': 'Cancelled.',
  'history.retry': '{text}',
  'history.printed': 'It was printed.',
  'history.move': 'Moved from {from} to {to}. {text}',
  'history.priority': 'Priority {to} instead of {from}.',
  'history.order': '{text}',
  'history.reprint': '{text}',
  'history.device-cancel': '{text}',
  'history.test-page': 'Asked for the test page.',
  'history.calibration-target': 'Asked for a calibration target.',
  'history.pause': 'Paused: films are accepted, none is printed.',
  'history.resume': 'Resumed.',
  'history.move-queue': '{text}',
  'history.text': '{text}',
} as const;
