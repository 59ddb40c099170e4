export { errorCodeOf, errorCodes, errorNumber, type ErrorCode } from './codes.js';
export { nearestName } from './nearestName.js';
export { RankwiseError } from './RankwiseError.js';
