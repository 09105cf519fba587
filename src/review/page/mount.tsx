/** Wakes the review that stands in the page. Not an Astro island, for the reason in `components/mount-workbench.tsx`. */
import { hydrate } from 'preact';
import Review, { type ReviewProps } from './Review.tsx';

const place = document.getElementById('review');
const data = document.getElementById('review-props')?.textContent;
if (!place || !data) throw new Error('The page of a review has no #review or no #review-props.');

const props: ReviewProps = JSON.parse(data);
hydrate(<Review {...props} />, place);
