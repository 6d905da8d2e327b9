export const text = {
  name: 'Tag',
  value: 'Value',
  add: 'Add a tag',
  remove: (name: string) => (name === '' ? 'Remove this tag' : `Remove tag ${name}`),
  nameRule: (name: string) =>
    name === ''
      ? 'A value has no tag name. Name it or remove the row.'
      : `“${name}” is no name for a tag. Use lower-case letters, digits, underscore, dot and hyphen, at most 63.`,
  twice: (name: string) => `The tag ${name} is there twice. Remove one.`,
  valueRule: (name: string) => `Give the tag ${name} a value of at most 200 characters.`,
} as const;
