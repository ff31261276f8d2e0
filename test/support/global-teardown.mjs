import { stopKeeper } from './test-servers.mjs';

export default stopKeeper;
