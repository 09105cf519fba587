/** What the builder or the loader puts in the place of `THREAD_POOL`. */
declare module 'other90:thread-pool' {
  export { threadPool } from '../hashing/thread-pool.ts';
}
