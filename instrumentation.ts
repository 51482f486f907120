// Starts the reconciler once per server process, nothing else.
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startInServer } = await import('@/lib/predictions/server-loop')
  startInServer()
}
