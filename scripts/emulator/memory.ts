import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Memory that a process group holds now, in bytes; 0 once it has ended. From /proc where there
 * is one (cheap), else from `ps`.
 */
export function residentBytes(group: number): number {
  return processesOf(group).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The process of a group that holds the most memory; undefined once it has ended. */
export function largestProcess(group: number): number | undefined {
  return processesOf(group).sort((a, b) => b.bytes - a.bytes)[0]?.pid;
}

interface Process {
  readonly pid: number;
  readonly bytes: number;
}

function processesOf(group: number): Process[] {
  try {
    return readdirSync('/proc').flatMap((pid) => {
      const stat = /^\d+$/.test(pid) ? readStat(pid) : undefined;
      return stat?.group === group ? [{ pid: Number(pid), bytes: stat.pages * pageSize() }] : [];
    });
  } catch {
    return fromPs(group);
  }
}

let pageBytes: number | undefined;

/** 4096 on most machines, more on some of ARM's. */
function pageSize(): number {
  pageBytes ??= Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  return pageBytes;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html fields 5 (pgrp) and 24 (rss) */
function readStat(pid: string): { group: number; pages: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { group: Number(fields[2]), pages: Number(fields[21]) };
  } catch {
    return undefined;
  }
}

function fromPs(group: number): Process[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pgid=,pid=,rss='], { encoding: 'utf8' }).split(
    '\n',
  );
  return lines.flatMap((line) => {
    const [pgid, pid = 0, kibibytes = 0] = line.trim().split(/\s+/).map(Number);
    return pgid === group ? [{ pid, bytes: kibibytes * 1024 }] : [];
  });
}
