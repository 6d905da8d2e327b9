export { PLACE_SECRETS, type PlaceDeps, placeOf, placeSettings } from './place.ts';
