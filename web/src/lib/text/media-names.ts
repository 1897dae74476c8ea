// Names of media as devices report them (PWG 5101.1), in a form for users: `iso_a4_210x297mm` is "a4 210 × 297 mm".

/** @param name a self-describing name, or any other, which stays as it is */
export function mediaName(name: string): string {
  const match = /^(?:[a-z]+)_(.+)_([\d.]+)x([\d.]+)(mm|in)$/.exec(name);
  if (match === null) return name;
  const [, size = '', width = '', height = '', unit = ''] = match;
  return `${size.replaceAll('-', ' ')} ${width} × ${height} ${unit}`;
}
