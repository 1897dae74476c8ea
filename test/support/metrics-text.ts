// Parses the text format of Prometheus strictly enough to detect invalid lines.

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const sampleLine = /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? ([^ ]+)$/i;

/** All samples; throws for an invalid line. */
export function parseMetrics(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = sampleLine.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`no sample: ${line}`);
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/gi)];
      return {
        name,
        labels: Object.fromEntries(
          pairs.map(([, key = '', text = '']) => [key, text.replaceAll('\\\\', '\\')]),
        ),
        value: value === '+Inf' ? Infinity : Number(value),
      };
    });
}

/** The value of the only sample with these labels, possibly among others; undefined if there is none. */
export function valueOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, text]) => sample.labels[key] === text),
  );
  if (found.length > 1) throw new Error(`${found.length} samples of ${name} ${JSON.stringify(labels)}`);
  return found[0]?.value;
}
