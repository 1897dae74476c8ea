// The characters and the length of a console token.

/** Visible ASCII without spaces: what a header carries unchanged. 16 characters of base64 are 96 bits. */
const tokenPattern = /^[\x21-\x7e]{16,256}$/;
export const tokenRule =
  '16 to 256 visible ASCII characters without spaces, such as those of "openssl rand -hex 32"';

export const isToken = (text: string): boolean => tokenPattern.test(text);
