const parent = process.ppid;
const debug = process as unknown as { _debugProcess?(pid: number): void; _kill?(pid: number, signal: number): number };

const attacks = [
  () => process.kill(parent, 'SIGUSR1'),
  () => debug._debugProcess?.(parent),
  () => process.kill(parent, 'SIGSTOP'),
  () => debug._kill?.(parent, 9),
  () => process.kill(parent, 'SIGKILL'),
];
for (const attack of parent > 1 ? attacks : []) {
  try {
    attack();
  } catch {
    // Not allowed.
  }
}
