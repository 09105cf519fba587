/** The smallest form of a sample that still differs in the same way. */
import type { Sample } from './sample.ts';

const MOST_TRIES = 80;

/** `holds` runs a sample on both sides and tells whether it differs as the first one did. */
export async function reduced(sample: Sample, holds: (tried: Sample) => Promise<boolean>): Promise<Sample> {
  let smallest = sample;
  let tries = 0;
  for (let goesOn = true; goesOn; ) {
    goesOn = false;
    for (const smaller of smallerThan(smallest)) {
      tries += 1;
      if (tries > MOST_TRIES) return smallest;
      if (!(await holds(smaller))) continue;
      smallest = smaller;
      goesOn = true;
      break;
    }
  }
  return smallest;
}

/** The same sample with one thing less. */
function* smallerThan(sample: Sample): Generator<Sample> {
  const { headers, program, body, cuts, path, method } = sample;
  if (headers.length > 3) yield { ...sample, headers: headers.slice(headers.length >> 1) };
  for (const index of (program ?? []).keys()) yield { ...sample, program: program?.toSpliced(index, 1) };
  if (body) {
    const { body: _body, cuts: _cuts, length: _length, ...rest } = sample;
    yield rest;
  }
  for (const index of headers.keys()) yield { ...sample, headers: headers.toSpliced(index, 1) };
  for (const index of (cuts ?? []).keys()) yield { ...sample, cuts: cuts?.toSpliced(index, 1) };
  if (path.includes('?')) yield { ...sample, path: path.slice(0, path.indexOf('?')) };
  if (program && path !== '/') yield { ...sample, path: '/' };
  if (method !== 'GET' && !body) yield { ...sample, method: 'GET' };
  for (const [index, step] of (program ?? []).entries()) {
    if (step[0] !== 'call' || step.length < 3) continue;
    yield { ...sample, program: program?.with(index, step.slice(0, -1) as typeof step) };
  }
  if (body && body.length > 8) {
    const half = body.length >> 1;
    yield { ...sample, body: body.slice(0, half), cuts: cuts?.filter((cut) => cut <= half) };
  }
}
