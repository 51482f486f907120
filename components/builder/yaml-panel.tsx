'use client'
// The complex as Boltz-2 will read it, written anew with every change; to copy, to download, to bring one in.
import { Download, FileInput } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card, CardHead } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { saveText } from './save-text'

const LINE = /^(\s*(?:- )?)([a-z_]+)(:)(.*)$/

function Line({ text }: { text: string }) {
  const [, indent, name, colon, value] = LINE.exec(text) ?? []
  if (name === undefined) return <>{text}</>
  return (
    <>
      {indent}
      <span className="text-accent">{name}</span>
      <span className="text-faint">{colon}</span>
      {value}
    </>
  )
}

export function YamlPanel({ yaml, fileName, onImport }: { yaml: string; fileName: string; onImport: () => void }) {
  return (
    <Card aria-labelledby="yaml-title">
      <CardHead
        id="yaml-title"
        title="Boltz YAML"
        aside={
          <div className="flex flex-wrap gap-0.5">
            <Button tone="quiet" size="small" icon={<FileInput aria-hidden className="size-3.5" />} onClick={onImport}>
              Import
            </Button>
            <CopyButton text={yaml} />
            <Button tone="quiet" size="small" icon={<Download aria-hidden className="size-3.5" />} onClick={() => saveText(fileName, yaml)}>
              Download
            </Button>
          </div>
        }
      />
      <pre
        tabIndex={0}
        aria-label="Boltz YAML of this complex"
        data-testid="yaml"
        className="max-h-[26rem] overflow-auto px-4 py-3 font-mono text-xs leading-5 break-all whitespace-pre-wrap"
      >
        {yaml.split('\n').map((line, index) => (
          <span key={index} className="block min-h-5 pl-8 -indent-8">
            <Line text={line} />
          </span>
        ))}
      </pre>
    </Card>
  )
}
