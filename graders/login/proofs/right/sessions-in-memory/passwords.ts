import bcrypt from 'bcrypt';

const decoy = await bcrypt.hash('nobody has this password', 12);

export const hashPassword = (password: string) => bcrypt.hash(password, 12);

export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const matches = await bcrypt.compare(password, hash ?? decoy);
  return hash !== undefined && matches;
}
