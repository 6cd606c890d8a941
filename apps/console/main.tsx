import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { problemOf } from '#ui/api'
import { PreferencesProvider } from '#ui/preferences'
import { ThemeProvider } from '#ui/theme'
import { createConsoleRouter } from './router.tsx'
import './console.css'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays a refusal; only a lost connection or a broken server is worth asking again.
      retry: (times, error) => times < 2 && (problemOf(error).status === 0 || problemOf(error).status >= 500),
    },
  },
})
const router = createConsoleRouter(queries)

const place = document.getElementById('app')
if (!place) throw new Error('index.html has no #app')
createRoot(place).render(
  <StrictMode>
    <PreferencesProvider>
      <ThemeProvider>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ThemeProvider>
    </PreferencesProvider>
  </StrictMode>,
)
