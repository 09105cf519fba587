import type { Context } from '../context.ts';
export async function create(_context: Context, _id: string): Promise<number> {
  return 2;
}
