import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Memory that a process group holds now, in bytes; 0 once it has ended. From /proc where there
 * is one (cheap), else from `ps`.
 */
export function residentBytes(group: number): number {
  try {
    let total = 0;
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const stat = readStat(pid);
      if (stat?.group === group) total += stat.pages * pageSize();
    }
    return total;
  } catch {
    return fromPs(group);
  }
}

let bytes: number | undefined;

/** 4096 on most machines, more on some of ARM's. */
function pageSize(): number {
  bytes ??= Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  return bytes;
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

function fromPs(group: number): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pgid=,rss='], { encoding: 'utf8' }).split('\n');
  const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return rows.reduce((sum, [pgid, rss = 0]) => (pgid === group ? sum + rss * 1024 : sum), 0);
}
