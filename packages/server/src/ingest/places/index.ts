export { PLACE_SECRETS, type PlaceDeps, placeOf, placeSettings } from './place.ts';
export { sendS3 } from './s3-request.ts';
