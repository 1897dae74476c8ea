// An association whose messages are observed, for metrics and traces. Start at `observed`.
import type { Association } from './association.ts';

/** The same association with other `messages` or `send`. */
export function observed(
  association: Association,
  watch: Partial<Pick<Association, 'messages' | 'send'>>,
): Association {
  const { id, callingAeTitle, calledAeTitle, peer, peerImplementation, contexts, peerMaxPduLength, ended } =
    association;
  return {
    id,
    callingAeTitle,
    calledAeTitle,
    peer,
    peerImplementation,
    contexts,
    peerMaxPduLength,
    ended,
    messages: () => association.messages(),
    send: (message) => association.send(message),
    release: () => association.release(),
    abort: (detail, reason) => {
      association.abort(detail, reason);
    },
    ...watch,
  };
}
