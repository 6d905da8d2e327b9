import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import { signIn } from '../../api/mutations.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Logo } from '../shell/Logo.tsx';
import { text } from './text.ts';

const route = getRouteApi('/sign-in');

export default function SignInPage() {
  const { next, spent } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const { register, handleSubmit, formState, setFocus } = useForm({ defaultValues: { token: '' } });
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => {
      client.clear();
      router.history.replace(next ?? '/');
    },
  });
  useEffect(() => {
    document.title = `${text.title} · Weir`;
    setFocus('token');
  }, [setFocus]);
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <Logo className="mb-6 size-11" />
        <h1 className="text-2xl font-semibold tracking-tight">Weir</h1>
        <p className="mt-1 mb-7 text-ink-2">{text.lead}</p>
        {spent === undefined ? null : (
          <p className="mb-4 rounded-md bg-warn-weak px-3 py-2 text-sm text-warn">{text.spent}</p>
        )}
        <form
          noValidate
          className="flex flex-col gap-4"
          onSubmit={handleSubmit(({ token }) => enter.mutate({ token: token.trim() }))}
        >
          <Field label={text.token} hint={text.hint} error={formState.errors.token?.message}>
            {(control) => (
              <Input
                {...control}
                {...register('token', { required: text.empty })}
                type="password"
                autoComplete="current-password"
                spellCheck={false}
              />
            )}
          </Field>
          {enter.error === null ? null : <Failure error={enter.error} />}
          <Button type="submit" look="primary" disabled={enter.isPending}>
            {enter.isPending ? text.busy : text.submit}
          </Button>
        </form>
      </div>
    </main>
  );
}
