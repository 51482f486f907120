// A whole program to copy.
import { Card, CardHead } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import type { ExampleProgram } from '@/lib/api/examples'

export function ProgramText({ label, text }: { label: string; text: string }) {
  return (
    <pre tabIndex={0} aria-label={label} className="max-h-[32rem] overflow-auto rounded-b-lg bg-sunken p-4 font-mono text-xs leading-relaxed">
      {text}
    </pre>
  )
}

export function ProgramCard({ program: { language, file, needs, text } }: { program: ExampleProgram }) {
  const id = `program-${file}`
  return (
    <Card aria-labelledby={id}>
      <CardHead id={id} title={language} aside={<CopyButton text={text} label={`Copy ${file}`} />} />
      <p className="border-b border-line px-4 py-2 text-xs text-muted">Needs {needs}.</p>
      <ProgramText label={`The program ${file}`} text={text} />
    </Card>
  )
}
