import bcrypt from 'bcrypt';
import jwt from 'jsonwebtoken';
import { env } from '../config/env.ts';
import { userRepository, type UserRecord } from '../repositories/user-repository.ts';
import { HttpError } from '../utils/http-error.ts';
import { lockoutService } from './lockout-service.ts';

const SALT_ROUNDS = 10;
const FAKE_HASH = bcrypt.hashSync('timing', SALT_ROUNDS);

export const SESSION_SECONDS = 2 * 60 * 60;

export const authService = {
  async register(email: string, password: string, name: string): Promise<UserRecord> {
    const passwordHash = await bcrypt.hash(password, SALT_ROUNDS);
    const user = await userRepository.create(email, passwordHash, name);
    if (!user) throw new HttpError(409, 'Email is already registered');
    return user;
  },

  async login(email: string, password: string): Promise<UserRecord> {
    const wait = lockoutService.registerAttempt(email);
    if (wait !== null) {
      throw new HttpError(429, 'Account temporarily locked', { 'Retry-After': String(wait) });
    }
    const user = await userRepository.findByEmail(email);
    const isValid = await bcrypt.compare(password, user?.password_hash ?? FAKE_HASH);
    if (!user || !isValid) throw new HttpError(401, 'Invalid email or password');
    lockoutService.undoAttempt(email);
    return user;
  },

  signToken(user: UserRecord): string {
    return jwt.sign({ sub: String(user.id) }, env.jwtSecret, { algorithm: 'HS256', expiresIn: SESSION_SECONDS });
  },

  async userOfToken(token: string): Promise<UserRecord> {
    let id: number;
    try {
      id = Number(jwt.verify(token, env.jwtSecret, { algorithms: ['HS256'] }).sub);
    } catch {
      throw new HttpError(401, 'Invalid session');
    }
    const user = await userRepository.findById(id);
    if (!user) throw new HttpError(401, 'Invalid session');
    return user;
  },
};
