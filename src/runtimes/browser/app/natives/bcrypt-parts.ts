/** What the bcrypt stand-in is made of, with types that the course's own code can use. */
import { Buffer } from 'node:buffer';
import bcryptjs from 'bcryptjs';
import { bcrypt } from 'hash-wasm';

export { Buffer, bcrypt, bcryptjs };
