// The parts of the English catalog, as web/first-texts.ts divides it.
declare module '*.json?first' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
declare module '*.json?later' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
