import { useNavigate } from '@tanstack/react-router';
import { chooseRole, ROLES, useRole } from './roles.ts';
import { text } from './text.ts';

/** Whom pages are ordered for. Stands in the address from then on, until one goes on. */
export function RoleSelect() {
  const role = useRole();
  const navigate = useNavigate();
  return (
    <label className="mb-3 flex h-8 items-center gap-2 px-2.5 text-sm text-ink-3">
      <span className="shrink-0">{text.role}</span>
      <select
        value={role}
        onChange={(event) => {
          const next = ROLES.find((one) => one === event.target.value) ?? role;
          chooseRole(next);
          void navigate({ to: '.', search: (before) => ({ ...before, role: next }), replace: true });
        }}
        className="h-full min-w-0 grow rounded-md bg-transparent font-medium text-ink hover:bg-sunken"
      >
        {ROLES.map((one) => (
          <option key={one} value={one} className="bg-surface">
            {text.roles[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
