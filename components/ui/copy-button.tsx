'use client'
// Copies a text and says whether that worked; browsers refuse it on pages without focus or without https beyond loopback.
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'
import { showToast } from './toast'

const CONFIRMED_FOR_MS = 1_600

export function CopyButton({ text, label = 'Copy', className }: { text: string; label?: string; className?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), CONFIRMED_FOR_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      showToast({ tone: 'bad', title: 'The browser did not allow copying.', detail: 'Select the text and copy it by hand.' })
    }
  }
  return (
    <Button tone="quiet" size="small" className={className} onClick={copy} icon={copied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}>
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  )
}
