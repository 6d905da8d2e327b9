export const text = {
  title: 'Sign in',
  lead: 'What every AI call cost, whose it was, and what it may cost next.',
  token: 'Admin token',
  hint: 'Printed by weir up when it first started. Its console link signs in without it.',
  empty: 'Paste the admin token.',
  submit: 'Sign in',
  busy: 'Signing in',
  spent:
    'That link was already used or is too old. Sign in with the admin token, or open the link that weir up prints.',
} as const;
