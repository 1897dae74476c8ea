// Messages about jobs: states, deliveries, history. `{name}` is a parameter. `{text}` is a sentence in English that
// names what a device or a destination reported: it is quoted, not translated; empty if `{cause}` says all.

export const jobMessages = {
  'job.queued': 'Waiting in the queue.',
  'job.held': 'Held until it is released.',
  /** `at`: ISO 8601, as everywhere. */
  'job.held-by': 'Held by {user} since {at}.',
  /** `cause` is the code of what the device reports. */
  'job.waiting': 'Waits for its device: {text} {cause}',
  /** `device`: the destinations that it waits for. */
  'job.waiting-for': 'Waits for {device}: {text} {cause}',
  /** `at`: time of the next attempt. */
  'job.retry': 'Tried again at {at}: {text} {cause}',
  'job.retry-attempt': 'Attempt {attempt} failed, tried again at {at}: {text} {cause}',
  'job.rendering': 'The films are being rendered.',
  'job.delivering': 'The films are on their way to their destinations.',
  'job.delivering-device': 'The films are on their way to {device}.',
  'job.delivering-to': 'On its way: {text} {cause}',
  'job.done': 'Printed at {at}: {text}',
  'job.done-best-effort-failed': 'Printed at {at}; a best-effort destination did not receive it: {text}',
  'job.outcome-unknown': 'It is not known whether it was printed: {text}',
  'job.render-failed': 'A film could not be rendered: {text}',
  'job.pixels-missing': 'Its images are damaged; send it again from {client}: {text}',
  'job.delivery-failed': 'Not printed: {text} {cause}',
  'job.cancelled': 'Cancelled.',
  'job.cancelled-by': 'Cancelled by {user} at {at}.',

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
  'history.retry': 'To be retried at once.',
  'history.send-again': 'It was not printed: to be sent again.',
  'history.printed': 'It was printed.',
  'history.move': 'Moved from {from} to {to}.',
  /** `printed`: destinations, separated by commas. */
  'history.move-printed': 'Moved from {from} to {to}. It was already printed on {printed}.',
  'history.priority': 'Priority {to} instead of {from}.',
  'history.order': 'Moved before job {job} in the queue.',
  'history.order-end': 'Moved to the end of its priority.',
  'history.reprint': 'Printed again on {printer} as job {job}.',
  'history.reprint-of': '{text}',
  'history.device-cancel': '{text}',
  'history.test-page': 'Requested the test page.',
  'history.calibration-target': 'Requested a calibration target.',
  'history.pause': 'Paused: films are accepted, none is printed.',
  'history.resume': 'Resumed.',
  'history.move-queue': '{jobs} waiting jobs moved to {to}.',
  'history.text': '{text}',
} as const;
