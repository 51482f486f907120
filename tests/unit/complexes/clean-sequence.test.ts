import { describe, expect, it } from 'vitest'
import { cleanSequence } from '@/lib/complexes/clean-sequence'

describe('cleanSequence', () => {
  it('leaves a clean sequence alone and says so', () => {
    expect(cleanSequence('MKTAY')).toEqual({ sequence: 'MKTAY', changes: [], header: null, records: 0 })
  })

  it('takes a FASTA record apart and keeps its header', () => {
    const cleaned = cleanSequence('>sp|P0CG48|UBC_HUMAN Ubiquitin\nMQIFV\nKTLTG\n')
    expect(cleaned.sequence).toBe('MQIFVKTLTG')
    expect(cleaned.header).toBe('sp|P0CG48|UBC_HUMAN Ubiquitin')
    expect(cleaned.changes).toEqual(['FASTA header removed', 'line breaks removed'])
  })

  it('removes the numbers and columns of GenBank', () => {
    const cleaned = cleanSequence('        1 mkta yiak\r\n       61 qrqi')
    expect(cleaned.sequence).toBe('MKTAYIAKQRQI')
    expect(cleaned.changes).toEqual(['line breaks removed', 'spaces removed', 'numbers removed', 'small letters turned into capitals'])
  })

  it('removes characters that nobody sees and says so every time', () => {
    for (let round = 0; round < 2; round += 1) {
      expect(cleanSequence('MK\u200BTA\uFEFFY')).toMatchObject({ sequence: 'MKTAY', changes: ['invisible characters removed'] })
    }
  })

  it('counts pasted records and keeps letters that are no residues', () => {
    expect(cleanSequence('>a\nMK\n>b\nTA').records).toBe(2)
    expect(cleanSequence('mk*t-ß').sequence).toBe('MK*T-ß')
  })

  it('does not complain about one trailing line break less or more', () => {
    expect(cleanSequence('MKTAY\n').changes).toEqual(['line breaks removed'])
  })
})
