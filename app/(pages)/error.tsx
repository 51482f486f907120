'use client'
// What a page shows when it could not be made: that nothing is lost, the number for the log, and a way to try again.
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="mx-auto max-w-2xl py-10">
      <h1 className="sr-only">Error</h1>
      <Notice
        tone="bad"
        live="assertive"
        title="This page could not be shown"
        cause="Something went wrong while it was made. Predictions that were accepted go on."
        cure={error.digest === undefined ? 'Try again.' : `Try again. The server's log names this error ${error.digest}.`}
        actions={
          <>
            <Button tone="primary" onClick={reset}>
              Try again
            </Button>
            <Button onClick={() => window.location.assign('/')}>To the predictions</Button>
          </>
        }
      />
    </div>
  )
}
