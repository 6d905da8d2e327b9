import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app.css';
import { redeemCode } from './features/session/redeem.ts';
import { queryClient, router } from './routes/router.ts';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root');

// a one-time code in the URL signs in before anything asks for data
await redeemCode();

createRoot(place).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
