'use client'
// The button that sends a form which the server painted. Before the form lives in the browser it takes no click, and Enter sends nothing:
// the browser would send it by itself, to nobody who listens, and what was typed would be gone.
import type { ComponentProps } from 'react'
import { Button } from './button'
import { useInBrowser } from './in-browser'

export function SubmitButton({ disabled = false, ...rest }: Omit<ComponentProps<typeof Button>, 'type'>) {
  const inBrowser = useInBrowser()
  return <Button {...rest} type="submit" disabled={disabled || !inBrowser} />
}
