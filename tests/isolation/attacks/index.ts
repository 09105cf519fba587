import type { Attack } from '../attack.ts';
import { CONTROL_ATTACKS } from './control.ts';
import { FILE_ATTACKS } from './files.ts';
import { NETWORK_ATTACKS } from './network.ts';
import { PROCESS_ATTACKS } from './processes.ts';
import { RESOURCE_ATTACKS } from './resources.ts';

export const ATTACKS: Readonly<Record<string, readonly Attack[]>> = {
  'on files': FILE_ATTACKS,
  'on the environment and processes': PROCESS_ATTACKS,
  'on the network': NETWORK_ATTACKS,
  'on memory, disk and processor': RESOURCE_ATTACKS,
  'on what the grader hears': CONTROL_ATTACKS,
};
