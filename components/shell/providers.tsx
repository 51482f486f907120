'use client'
// What every page's browser code shares: the query cache, the style nonce for Radix's scroll lock, and the toasts.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { setNonce } from 'get-nonce'
import { useState, type ReactNode } from 'react'
import { Toaster } from '@/components/ui/toaster'
import { RequestProblem } from '@/lib/predictions/client-request'

/** Once more, except for somebody who is not signed in: that answer stays what it is. */
const retry = (failures: number, error: Error): boolean => failures === 0 && !(error instanceof RequestProblem && error.httpStatus === 401)

/** Events tell of changes, so data stays fresh for half a minute and a focus alone refetches nothing. */
const newQueryClient = () => new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, retry, refetchOnWindowFocus: false } } })

/** The document keeps the nonce it was loaded with; a later payload's nonce would be refused, hence the first one only. */
function keepFirstNonce(nonce: string | undefined): QueryClient {
  if (nonce !== undefined) setNonce(nonce)
  return newQueryClient()
}

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [queryClient] = useState(() => keepFirstNonce(nonce))
  return (
    <QueryClientProvider client={queryClient}>
      {children}
      <Toaster />
    </QueryClientProvider>
  )
}
