import { one, table } from './sql.ts';

export interface User {
  id: number;
  email: string;
  name: string;
}

const users = table('users');

export function addUser(email: string, passwordHash: string, name: string): Promise<User | undefined> {
  return one<User>(users.insert({ email, password_hash: passwordHash, name }, ['id', 'email', 'name']));
}

export async function credentialsOf(email: string): Promise<{ id: number; passwordHash: string } | undefined> {
  const row = await one<{ id: number; password_hash: string }>(users.select(['id', 'password_hash'], { email }));
  return row && { id: row.id, passwordHash: row.password_hash };
}

export function userById(id: number): Promise<User | undefined> {
  return one<User>(users.select(['id', 'email', 'name'], { id }));
}
