import { stopKeeper } from './keep-postgres.mjs';

export default stopKeeper;
