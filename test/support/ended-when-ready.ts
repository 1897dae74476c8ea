// Loaded into a server before its own modules: the server gets SIGTERM at the very moment at which it reports that it is ready.
const { stderr } = process;
const write: (chunk: string | Uint8Array) => boolean = stderr.write.bind(stderr);
let isEnded = false;
stderr.write = (chunk: string | Uint8Array): boolean => {
  const result = write(chunk);
  if (!isEnded && chunk.toString().includes(' server.ready ')) {
    isEnded = true;
    process.kill(process.pid, 'SIGTERM');
  }
  return result;
};
