/** Said alike by the forms of all records. */
export const text = {
  id: 'Id',
  name: 'Name',
  nameHint: 'The id when empty.',
  actions: 'Actions',
  change: (id: string) => `Change ${id}`,
  remove: (id: string) => `Delete ${id}`,
  removeTitle: (id: string) => `Delete ${id}?`,
  removeSubmit: 'Delete',
  save: 'Save',
  saving: 'Saving',
  endAt: 'Ends on',
  endAtHint: (zone: string) => `Now when empty. Otherwise 00:00 of that day, ${zone}.`,
  endSubmit: 'End it',
} as const;
