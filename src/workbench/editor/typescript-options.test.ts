import { expect, it } from 'vitest';
import { manifestFor, namedPackages } from './typescript-options.ts';

it('takes ESM where the manifest does not say, and what it says where it does', () => {
  expect(JSON.parse(manifestFor(undefined))).toEqual({ type: 'module' });
  expect(JSON.parse(manifestFor('{"name":"x"}'))).toEqual({ name: 'x', type: 'module' });
  expect(JSON.parse(manifestFor('{"type":"commonjs"}'))).toEqual({ type: 'commonjs' });
  expect(JSON.parse(manifestFor('{"name":'))).toEqual({ type: 'module' });
});

it('finds packages that the code names', () => {
  expect(namedPackages(['stripe'], [`import Stripe from 'stripe';`])).toEqual(['stripe']);
  expect(namedPackages(['stripe'], [`require("stripe/lib/x")`])).toEqual(['stripe']);
  expect(namedPackages(['stripe'], ['// striped', `'stripes'`])).toEqual([]);
});
