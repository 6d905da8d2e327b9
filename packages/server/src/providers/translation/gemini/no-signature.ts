/**
 * Gemini 3 refuses a call in history without its signature. For calls that another model made, or whose signature
 * the client did not keep, Google documents this value.
 */
export const NO_SIGNATURE = 'skip_thought_signature_validator';
