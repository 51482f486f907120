// Every stored file with its size and hash, one by one or all in one ZIP.
import clsx from 'clsx'
import { Download } from 'lucide-react'
import { buttonLook } from '@/components/ui/button'
import { Card, CardHead } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import { formatBytes } from '@/components/predictions/durations'
import type { ResultView } from '@/lib/predictions/schema'
import { SimulatedMark } from './simulated-mark'

type StoredFile = ResultView['files'][number]

const ROLE_WORDS: Record<StoredFile['role'], string> = {
  pose: 'pose, mmCIF',
  confidence: 'confidence scores',
  affinity: 'affinity',
  plddt: 'pLDDT per token',
  pae: 'predicted aligned error',
  other: 'as the worker sent it',
}

const NAME = 'font-mono text-xs whitespace-nowrap'

function FileRow({ file, removed }: { file: StoredFile; removed: boolean }) {
  return (
    <tr>
      <RowHead>
        {removed ? (
          <span className={clsx(NAME, 'text-muted line-through')}>{file.name}</span>
        ) : (
          <a href={file.url} download={file.name} className={clsx(NAME, 'text-accent underline underline-offset-2')}>
            {file.name}
          </a>
        )}
      </RowHead>
      <Cell className="text-muted">
        {ROLE_WORDS[file.role]}
        {file.sampleIndex !== null && `, sample ${file.sampleIndex}`}
      </Cell>
      <Cell numeric className="whitespace-nowrap">
        {formatBytes(file.bytes)}
      </Cell>
      <Cell className="whitespace-nowrap">
        <code title={file.sha256} className="font-mono text-xs text-muted">
          {file.sha256.slice(0, 12)}…
        </code>
        <CopyButton text={file.sha256} label="Copy" className="ml-1" />
      </Cell>
    </tr>
  )
}

/** `removed`: by the rule of retention; their names and hashes are still told. */
export function ResultFiles({ id, result, removed = false }: { id: string; result: ResultView; removed?: boolean }) {
  const aside = (
    <span className="flex flex-wrap items-center gap-2">
      {result.simulated && <SimulatedMark />}
      <a href={`/api/v1/predictions/${encodeURIComponent(id)}/archive`} download className={buttonLook('secondary', 'small')}>
        <Download aria-hidden className="size-3.5" /> {removed ? 'Input and scores as ZIP' : 'All as ZIP'}
      </a>
    </span>
  )
  return (
    <Card aria-labelledby="files">
      <CardHead id="files" title={removed ? `Files that were removed (${result.files.length})` : `Files (${result.files.length})`} aside={aside} />
      <div className="max-h-96 overflow-y-auto">
        <Table label="Files of the result">
          <thead>
            <tr>
              <HeadCell>Name</HeadCell>
              <HeadCell>What it is</HeadCell>
              <HeadCell numeric>Size</HeadCell>
              <HeadCell>SHA-256</HeadCell>
            </tr>
          </thead>
          <tbody>
            {result.files.map((file) => (
              <FileRow key={file.name} file={file} removed={removed} />
            ))}
          </tbody>
        </Table>
      </div>
    </Card>
  )
}
