/** What the bcrypt stand-in is made of, with types that the course's own code can use. */
import { Buffer } from 'node:buffer';
import { threadPool } from 'other90:thread-pool';
import bcryptjs from 'bcryptjs';

export { Buffer, bcryptjs, threadPool };
