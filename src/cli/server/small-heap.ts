// Imported first by the program. V8 lets the space for new objects grow to 32 MiB and keeps it; a server that mostly handles
// sockets and files gains no speed from that. With the space kept at its initial size, a server takes 35 to 40 MiB less, and
// receives and prints as fast (bench/film.ts). Set here, because an option of node would have to be on every command line.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
