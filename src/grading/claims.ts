/** A host's side of `Claim`: asks whoever conducts the run, over whatever lies between them. */
export class Claims {
  private readonly waiting = new Map<number, (isOurs: boolean) => void>();
  private readonly send: (question: { type: 'claim'; id: number; check: string }) => void;
  private last = 0;

  constructor(send: (question: { type: 'claim'; id: number; check: string }) => void) {
    this.send = send;
  }

  /** Whether the check is ours to run. */
  ask(check: string): Promise<boolean> {
    this.last += 1;
    const id = this.last;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ type: 'claim', id, check });
    });
  }

  answered({ id, isOurs }: { id: number; isOurs: boolean }): void {
    this.waiting.get(id)?.(isOurs);
    this.waiting.delete(id);
  }
}
