// A destination of a printer as the key of a map: names of destinations are unique only within their printer.

/** One text for both; neither may hold NUL. */
export const destinationKey = (printer: string, destination: string): string => `${printer}\0${destination}`;
