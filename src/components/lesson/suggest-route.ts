/** From three answers to the first four modules of a route. */

/** What somebody brings. */
export type Who = 'builder' | 'engineer' | 'graduate';
/** What it is for. */
export type Stage = 'live' | 'soon' | 'learning';
/** What would be worst tonight. */
export type Worry = 'login' | 'money' | 'load' | 'loss';

export interface RouteAnswers {
  who?: Who;
  stage?: Stage;
  worry?: Worry;
}

export interface Route {
  /** Why this one, in a sentence. */
  why: string;
  /** How to take each module, in a sentence. */
  how: string;
  /** Ids of modules, the first one first. */
  modules: string[];
}

const LENGTH = 4;

/** What answers a worry, the nearest first. */
const FIRST: Record<Worry, readonly string[]> = {
  login: ['01-login', '02-open-doors', '04-bad-input'],
  money: ['03-money', '01-login', '02-open-doors'],
  load: ['05-scale', '02-open-doors', '01-login'],
  loss: ['07-proof', '08-running-it', '02-open-doors'],
};

const COURSE = ['01-login', '02-open-doors', '03-money', '04-bad-input'];

const WHY: Record<Stage, string> = {
  live: 'Strangers use it already, so what they can do tonight comes first.',
  soon: 'Nobody uses it yet, so you can still change what will be hard to change later.',
  learning: 'Nothing burns, so you can go in the order in which one thing builds on another.',
};

const HOW: Record<Who, string> = {
  builder:
    'In each: read the lesson, carry out the attacks, ask your tool for the repair by its name, and let the grader tell you whether it came.',
  engineer: 'In each: start with the exercise, without hints. Read the lesson where a check surprised you.',
  graduate:
    'In each: lesson, then exercise, then write down in two sentences what you would say about it in a review.',
};

/** Unanswered questions count as the mildest answer. */
export function suggestRoute({ who = 'builder', stage = 'learning', worry = 'login' }: RouteAnswers): Route {
  // Who is only learning takes the worry as the second step: it stands on the login's ideas.
  const wanted = stage === 'learning' ? ['01-login', ...FIRST[worry]] : FIRST[worry];
  // What is live needs a way back before anything else is changed.
  const early = stage === 'live' && worry !== 'loss' ? [...wanted.slice(0, 2), '08-running-it'] : wanted;
  const modules = [...new Set([...early, ...COURSE])].slice(0, LENGTH);
  return { why: WHY[stage], how: HOW[who], modules };
}
