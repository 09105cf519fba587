/**
 * Puts the workbench in the place of the brief. Not an Astro island: that one needs a script inside the page, which a
 * Content-Security-Policy may forbid.
 */
import { render } from 'preact';
import Workbench, { type WorkbenchProps } from '../workbench/Workbench.tsx';

const place = document.getElementById('workbench');
const data = document.getElementById('workbench-props')?.textContent;
if (!place || !data) throw new Error('The exercise page has no #workbench or no #workbench-props.');

const props: WorkbenchProps = JSON.parse(data);
place.replaceChildren();
render(<Workbench {...props} />, place);
