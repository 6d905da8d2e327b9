import { type Used, usesOf } from './checks.ts';
import type { LiveTask } from './port.ts';
import type { TaskRecord } from './record.ts';

export function usedOf(record: TaskRecord, now: number): Used {
  return {
    ...record.figures,
    seconds: Math.max(0, now - record.firstSeen) / 1_000,
    depth: record.depth,
    tokensPerStep: record.largestStep,
    identical: record.mostAlike,
  };
}

export function liveOf(record: TaskRecord, now: number): LiveTask {
  const { workload, task, question, stopped, pending, policy } = record;
  const isWaiting = question !== undefined && question.limit !== 'gate';
  return {
    workload,
    task,
    state: isWaiting ? 'waiting' : stopped === undefined ? 'running' : 'stopped',
    reason: isWaiting ? question.text : (stopped?.text ?? question?.text),
    approval: question?.approval,
    reserved: pending.reserved,
    open: pending.open,
    lastActivity: record.lastActivity,
    limits: policy === undefined ? [] : usesOf(policy, usedOf(record, now), record.grants, now),
  };
}
