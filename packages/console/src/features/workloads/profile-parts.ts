/** Parts of a profile, each with a form of its own. */
export const PROFILE_PARTS = [
  'about',
  'classification',
  'usage_profile',
  'value_metric',
  'quality_metric',
  'fallback_plan',
] as const;
export type ProfilePart = (typeof PROFILE_PARTS)[number];
