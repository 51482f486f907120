'use client'
// Brings in a Boltz YAML or FASTA by paste or file. What is refused is listed by name and place; the text stays, to be mended here.
import { useRef, useState } from 'react'
import type { Complaint } from '@/lib/complexes/schema'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { Draft } from './draft'
import { lineNumber, lineOf, readImport } from './import-text'

const MOST_BYTES = 1_000_000

type ImportDialogProps = { open: boolean; onOpenChange: (open: boolean) => void; onImported: (draft: Draft, words: string) => void }

/** From the top of the text downwards; what has no line comes first. */
const inOrder = (complaints: readonly Complaint[]) => complaints.toSorted((a, b) => lineNumber(a.at) - lineNumber(b.at))

function Refusals({ complaints }: { complaints: readonly Complaint[] }) {
  return (
    <Notice tone="bad" live="polite" title={`Nothing was imported: ${complaints.length === 1 ? 'one thing stands' : `${complaints.length} things stand`} in the way.`} cure="Mend the text here; it is kept until it can be taken over whole.">
      <ol tabIndex={0} aria-label="What stands in the way" className="mt-1 flex max-h-44 flex-col gap-1 overflow-y-auto">
        {inOrder(complaints).map(({ at, message }, index) => (
          <li key={index} className="wrap-anywhere">
            {lineOf(at) !== null && <span className="figures font-mono text-xs text-muted">{lineOf(at)}: </span>}
            {message}
          </li>
        ))}
      </ol>
    </Notice>
  )
}

function useImport({ onOpenChange, onImported }: ImportDialogProps) {
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  const [complaints, setComplaints] = useState<readonly Complaint[]>([])
  const write = (next: string) => {
    setText(next)
    setComplaints([])
  }
  const readFile = async (file: File | undefined) => {
    if (!file) return
    if (file.size > MOST_BYTES) return setComplaints([{ at: '', message: `${file.name} has ${file.size.toLocaleString('en')} bytes; at most ${MOST_BYTES.toLocaleString('en')} are read.` }])
    write(await file.text())
    setName(file.name.replace(/\.[^.]*$/, '').slice(0, 120))
  }
  const submit = async () => {
    const read = await readImport(text, name)
    if (!read.ok) return setComplaints(read.complaints)
    onImported(read.draft, read.words)
    write('')
    setName('')
    onOpenChange(false)
  }
  return { text, complaints, write, readFile, submit }
}

export function ImportDialog(props: ImportDialogProps) {
  const { text, complaints, write, readFile, submit } = useImport(props)
  const fileInput = useRef<HTMLInputElement>(null)
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      width="wide"
      title="Import a complex"
      description="Boltz’s own YAML, or FASTA with one record per chain. It replaces the draft; that can be undone."
      actions={
        <>
          <Button onClick={() => fileInput.current?.click()}>Choose a file</Button>
          <span className="grow" />
          <Button onClick={() => props.onOpenChange(false)}>Close</Button>
          <Button tone="primary" onClick={submit}>
            Import
          </Button>
        </>
      }
    >
      <input ref={fileInput} type="file" accept=".yaml,.yml,.fasta,.fa,.faa,.txt" aria-label="File to import" className="hidden" onChange={(event) => void readFile(event.target.files?.[0])} />
      <Field label="YAML or FASTA">
        {(control) => (
          <Textarea {...control} value={text} rows={12} spellCheck={false} onChange={(event) => write(event.target.value)} className="font-mono text-xs!" placeholder={'version: 1\nsequences:\n  - protein:\n      id: A\n      sequence: MQIFVKTLTGK…'} />
        )}
      </Field>
      {complaints.length > 0 && <Refusals complaints={complaints} />}
    </Dialog>
  )
}
