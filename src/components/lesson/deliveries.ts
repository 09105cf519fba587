/**
 * Four ways to handle a webhook, and three things that happen to its delivery: how many parcels leave. The sender
 * repeats an event until it gets a 2xx.
 */

/** One step of a handler: the next one, or how it ends. */
type Next = Step | 'answered';
type Step = (shop: Shop) => Next;

interface Shop {
  parcels: number;
  recorded: boolean;
}

export interface Handler {
  title: string;
  start: Step;
}

const answer: Step = () => 'answered';

export const HANDLERS: readonly Handler[] = [
  {
    title: 'Send the parcel, answer',
    start: (shop) => {
      shop.parcels += 1;
      return answer;
    },
  },
  {
    title: 'Ask whether the event is known; send the parcel; note the event; answer',
    start: (shop) =>
      shop.recorded
        ? answer
        : (later) => {
            later.parcels += 1;
            return (last) => {
              last.recorded = true;
              return answer;
            };
          },
  },
  {
    title: 'Note the event, unless it is known; send the parcel; answer',
    start: (shop) => {
      if (shop.recorded) return answer;
      shop.recorded = true;
      return (later) => {
        later.parcels += 1;
        return answer;
      };
    },
  },
  {
    title: 'Note the event and the parcel to send in one transaction; answer',
    start: (shop) => {
      if (shop.recorded) return answer;
      shop.recorded = true;
      shop.parcels += 1;
      return answer;
    },
  },
];

export const DELIVERIES = [
  { id: 'twice', title: 'comes twice, one after the other' },
  { id: 'at-once', title: 'comes twice at once' },
  { id: 'crash', title: 'comes, and the server dies halfway; the event comes again' },
] as const;
export type Delivery = (typeof DELIVERIES)[number]['id'];

/** How many parcels leave at worst. With a crash: wherever in the handler it may happen. */
export function parcels(handler: Handler, delivery: Delivery): { least: number; most: number } {
  const shops =
    delivery === 'crash' ? crashes(handler) : [delivery === 'twice' ? twice(handler) : atOnce(handler)];
  const counts = shops.map((shop) => shop.parcels);
  return { least: Math.min(...counts), most: Math.max(...counts) };
}

const empty = (): Shop => ({ parcels: 0, recorded: false });

function run(shop: Shop, start: Step): void {
  for (let next: Next = start; next !== 'answered'; ) next = next(shop);
}

function twice({ start }: Handler): Shop {
  const shop = empty();
  run(shop, start);
  run(shop, start);
  return shop;
}

/** Both take their first step before either takes its second, and so on. */
function atOnce({ start }: Handler): Shop {
  const shop = empty();
  let pair: Next[] = [start, start];
  while (pair.some((next) => next !== 'answered'))
    pair = pair.map((next) => (next === 'answered' ? next : next(shop)));
  return shop;
}

/** One shop for each place where the server may die before it has answered; then the event is delivered again. */
function crashes({ start }: Handler): Shop[] {
  const shops: Shop[] = [];
  for (let survived = 0; ; survived++) {
    const shop = empty();
    let next: Next = start;
    for (let step = 0; step < survived && next !== 'answered'; step++) next = next(shop);
    if (next === 'answered') return shops;
    run(shop, start);
    shops.push(shop);
  }
}
