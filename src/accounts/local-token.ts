// The file in the data folder with the token of the commands on this machine. It exists while a server with accounts runs.

export const localTokenFile = 'local-token';
