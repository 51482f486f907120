'use client'
// The last resort when even the frame of the page failed: it brings its own html, body and styles, and needs nothing else.
import './globals.css'

export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-3 px-6">
          <span aria-hidden className="ruler h-1.5 w-40" />
          <h1 className="text-xl font-semibold">Atomera could not show this page</h1>
          <p className="text-muted">
            The server may be starting, or its database may be out of reach. Predictions that were accepted are kept and go on.
          </p>
          <p className="text-sm text-muted">
            <a className="underline underline-offset-2" href="/api/health">
              The health page
            </a>{' '}
            says what is wrong.
            {error.digest !== undefined && ` The server's log names this error ${error.digest}.`}
          </p>
          <p>
            <button
              type="button"
              onClick={() => window.location.reload()}
              className="rounded-md bg-accent px-3 py-1.5 text-sm font-medium text-on-accent hover:bg-accent-strong"
            >
              Load again
            </button>
          </p>
        </main>
      </body>
    </html>
  )
}
