// One stream of events per browser. Browsers open about six connections to a server over HTTP/1.1, so six tabs with a stream
// each would block everything else. The tab that holds a lock streams and hands the events to the others; when it closes,
// the next one continues after the last event. Without locks (a page by plain HTTP from another machine is not a secure
// context) a tab streams while it is visible. Start at `shareEvents`.
import { streamEvents, type RawEvent } from './event-stream.ts';

type Message =
  { readonly kind: 'event'; readonly event: RawEvent } | { readonly kind: 'lost'; readonly times: number };

export interface SharedEvents {
  readonly onEvent: (event: RawEvent) => void;
  readonly onLost: (times: number) => void;
}

const name = 'hardcopy-events';

/** Receives the events until the returned function is called. */
export function shareEvents({ onEvent, onLost }: SharedEvents): () => void {
  const ended = new AbortController();
  const channel = new BroadcastChannel(name);
  let lastId: string | undefined;
  const take = (message: Message) => {
    if (message.kind === 'lost') {
      onLost(message.times);
      return;
    }
    if (message.event.id !== '') lastId = message.event.id;
    onEvent(message.event);
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    take(data);
  };
  const lead = (signal: AbortSignal) => {
    const pass = (message: Message) => {
      take(message);
      channel.postMessage(message);
    };
    return streamEvents({
      lastId: () => lastId,
      onEvent: (event) => {
        pass({ kind: 'event', event });
      },
      onLost: (times) => {
        pass({ kind: 'lost', times });
      },
      signal,
    });
  };
  if ('locks' in navigator) {
    navigator.locks.request(name, { signal: ended.signal }, () => lead(ended.signal)).catch(() => undefined);
  } else {
    whileVisible(lead, ended.signal);
  }
  return () => {
    ended.abort();
    channel.close();
  };
}

function whileVisible(lead: (signal: AbortSignal) => Promise<void>, ended: AbortSignal): void {
  let hidden: AbortController | undefined;
  const follow = () => {
    if (document.visibilityState === 'visible') {
      if (hidden !== undefined) return;
      hidden = new AbortController();
      void lead(AbortSignal.any([hidden.signal, ended]));
    } else {
      hidden?.abort();
      hidden = undefined;
    }
  };
  document.addEventListener('visibilitychange', follow, { signal: ended });
  follow();
}
