/** What a field is completed from as it is typed; the field names it in `list`. */
export function KnownIds({ list, of }: { list: string; of: readonly { id: string; name?: string }[] }) {
  return (
    <datalist id={list}>
      {of.map(({ id, name }) => (
        <option key={id} value={id}>
          {name === undefined || name === id ? null : name}
        </option>
      ))}
    </datalist>
  );
}
