// Server-sent events as they come over HTTP (HTML standard 9.2.6): pieces of text in, events out.

export interface ServerEvent {
  /** Default: an event that only says where we stand, or one without a name. */
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

/** A longer line is not an event of ours. */
const maxLineLength = 16 * 1024 * 1024;

export class EventParser {
  #rest = '';
  #id = '';
  #event = '';
  #data: string[] = [];

  /** The id of the last event, or of where the server said we stand: to come back with. */
  get lastId(): string {
    return this.#id;
  }

  /** The events that `text` completes. Throws for a line without end. */
  push(text: string): readonly ServerEvent[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > maxLineLength) throw new Error('what answers sends no events');
    return lines.flatMap((line) => this.#line(line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  #line(line: string): readonly ServerEvent[] {
    if (line === '') return this.#dispatch();
    const [, name = line, value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') this.#id = value;
    else if (name === 'event') this.#event = value;
    else if (name === 'data') this.#data.push(value);
    return [];
  }

  #dispatch(): readonly ServerEvent[] {
    const [event, data] = [this.#event, this.#data];
    this.#event = '';
    this.#data = [];
    return data.length === 0 ? [] : [{ event, data: data.join('\n'), id: this.#id }];
  }
}
