// The entry for Node: the same, with files read from the disk.

import { readFile } from 'node:fs/promises';
import { readFilesWith } from './index.js';

readFilesWith(readFile);

export { AddressError, load, version } from './index.js';
